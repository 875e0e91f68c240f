/** `docs/data-inventory.md`: every field that can exist anywhere in Earshot, with its data class. */
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { dataClassName, messageFields, messageNames, type SchemaField } from './registry.ts';

/** What each class means for a field, in one line. Exhaustive: a new class fails to compile here. */
const meanings: Readonly<Record<DataClass, string>> = {
  [DataClass.UNSPECIFIED]: 'refused: the build fails',
  [DataClass.STRUCTURE]: 'holds nothing itself; its fields carry their own classes',
  [DataClass.PUBLIC]: 'known to anyone',
  [DataClass.OPERATIONAL]: 'about the machine and the running of it; may be logged',
  [DataClass.COMMAND]: 'bounded parameters of a request',
  [DataClass.UTTERANCE]: 'words that a person said, or made for one person',
  [DataClass.AUDIO]: 'sound of a person',
  [DataClass.IDENTIFIER]:
    'names a person, account, household or device, as IP addresses, MACs and serial numbers do',
  [DataClass.CONTACT]: 'ways to reach a person',
  [DataClass.LOCATION_COARSE]: 'country, region, city, time zone',
  [DataClass.LOCATION_PRECISE]: 'street, room, coordinates, movement tracks',
  [DataClass.BIOMETRIC]: 'voiceprints and other templates of a body',
  [DataClass.CHILD]: 'about a person up to and including the age of 14',
  [DataClass.CREDENTIAL]: 'opens something',
  [DataClass.GOVERNMENT_ID]: 'identity cards, passports, licences',
  [DataClass.TRANSACTION]: 'orders, payments, bank cards',
  [DataClass.HEALTH]: 'illness, treatment, medicine',
  [DataClass.IMAGE]: 'pictures and video',
  [DataClass.PREFERENCE]: 'tastes, settings, names given to rooms and devices',
};

function typeName(field: SchemaField): string {
  const short = (name: string) => name.replace(/^earshot\./, '').replace(/\.v1\./, '.');
  const name = field.message ?? field.enumeration;
  const base = name === undefined ? (field.scalar ?? 'other') : short(name);
  return field.isRepeated ? `list of ${base}` : base;
}

function messageTable(name: string): string {
  const rows = messageFields(name).map(
    (field) => `| \`${field.jsonName}\` | ${typeName(field)} | ${dataClassName(field.dataClass)} |`,
  );
  const body =
    rows.length === 0 ? 'No fields.' : `| field | type | class |\n| --- | --- | --- |\n${rows.join('\n')}`;
  return `### ${name}\n\n${body}\n`;
}

/** The whole page. @param atRest Who holds which table. */
export function inventoryPage(atRest: string): string {
  const names = messageNames();
  const fields = names.flatMap((name) => messageFields(name));
  const counts = Object.values(DataClass)
    .filter((dataClass) => dataClass !== DataClass.UNSPECIFIED)
    .map((dataClass) => {
      const count = fields.filter((field) => field.dataClass === dataClass).length;
      return `| ${dataClassName(dataClass)} | ${count} | ${meanings[dataClass]} |`;
    });
  return `# Data inventory

Written from the schema by \`npm run docs\`; a test keeps it equal. ${names.length} messages, ${fields.length} fields, each
with one data class.

| class | fields | meaning |
| --- | --- | --- |
${counts.join('\n')}

${atRest}
## Messages

${names.map(messageTable).join('\n')}`;
}
