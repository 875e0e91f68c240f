/** Writes docs/recipients.md. */
import type { OutboundRoute } from './declared.ts';
import type { SkillRecipient } from './manifests.ts';

export interface PageParts {
  readonly skills: readonly SkillRecipient[];
  readonly routes: readonly OutboundRoute[];
  readonly settings: Readonly<
    Record<string, { readonly is: string; readonly receives: string; readonly isEngine?: true }>
  >;
  readonly packages: Readonly<Record<string, string>>;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function skillSection(skill: SkillRecipient): string {
  const where = skill.isInProcess
    ? 'runs inside our own processes: what it gets does not leave'
    : `region \`${skill.region}\`, contact ${skill.contact}`;
  const notices = skill.isInProcess
    ? ''
    : skill.noticeUrl === ''
      ? ' Keeps nothing and takes no notices.'
      : ` Is told of withdrawal and deletion at ${skill.noticeUrl}.`;
  const fields =
    skill.fields.length === 0
      ? 'Declares no field: it gets the envelope only.'
      : table(
          ['field', 'data class', 'how', 'purpose, as shown', 'kept'],
          skill.fields.map((field) => [
            `\`${field.path}\`${field.isRequired ? '' : ' (optional)'}`,
            field.dataClass,
            field.isPulled ? 'read with a token' : 'in the request',
            field.purpose,
            field.retentionDays === 0 ? 'not at all' : `${field.retentionDays} days`,
          ]),
        );
  return `### ${skill.skillId} ${skill.version}\n\n${skill.operator}; ${where}.${notices}\n\n${fields}`;
}

/** The whole page; everything in it comes from manifests, from the code, or from the declarations beside this file. */
export function recipientsPage({ skills, routes, settings, packages }: PageParts): string {
  const entries = Object.entries(settings);
  const engines = entries.filter(([, one]) => one.isEngine === true);
  const stores = entries.filter(([, one]) => one.isEngine !== true);
  const touching = Object.entries(packages).filter(([, what]) => what !== 'nothing personal');
  const harmless = Object.entries(packages).filter(([, what]) => what === 'nothing personal');
  return `# Recipients

<!-- Written by services/privacy/recipients/generate.ts. Do not edit: a test compares this page with the code. -->

Everyone that personal data can reach, with fields, purpose and region. A skill receives a field only while its
manifest declares it *and* the person grants it, and each time it stands in that person's ledger
(\`earshot ledger verify\`). From hotel devices and children's devices only bounded values leave: no pseudonym, no
granted field.

## Skills in this repository

Every request holds the envelope: a request id, the skill's own id and version, the time, the locale, a session id made
for this skill, its own attributes given back, the intent's name, slots of the class \`command\`, what the speaker can
do, and pseudonyms of user and device that no other skill has. Beyond that:

${skills.map(skillSection).join('\n\n')}

Of skills that developers register here, people are shown the same facts before they enable one.

## Engines outside our processes

None, unless whoever runs Earshot configures one. It then receives:

${table(
  ['setting', 'who', 'receives'],
  engines.map(([name, one]) => [`\`${name}\``, one.is, one.receives]),
)}

## Webhooks

Notices of \`user.data.delete\`, \`skill.disabled\` and \`consent.changed\` go to the address in the manifest of a skill
that received something before. They hold the pseudonyms which that skill knew, and names of fields; they are signed,
and leave through the same guard as requests (https, public addresses, no redirects).

## Accounts that people link

Where a skill's manifest has \`accountLinking\`, a person may link an account that they have with its operator ([ADR 86](adr/0086-account-linking.md)). Their
browser goes to the operator's own server. From here that server receives its own code, the proof that we asked for it, and its
own tokens again: to renew them, and to revoke them as soon as the link or its grant ends. It learns the address that its answer
comes back to, and nothing of the person.

## Exporters

None. Logs go to standard error and hold public and operational attributes only (earshot.log.v1.LogRecord). No metric,
trace or crash report is sent anywhere.

## Addresses that the configuration names

${table(
  ['setting', 'who', 'receives'],
  stores.map(([name, one]) => [`\`${name}\``, one.is, one.receives]),
)}

## Packages that touch personal data

They run inside our processes and send nothing by themselves.

${table(
  ['package', 'what it is handed'],
  touching.map(([name, what]) => [`\`${name}\``, what]),
)}

Handed nothing personal: ${harmless.map(([name]) => `\`${name}\``).join(', ')}.

## Ways out in the code

Every module outside tests that can open a connection or start a program. A new one that is not declared in
services/privacy/recipients/declared.ts fails the build.

${table(
  ['module', 'through', 'reaches', 'carries'],
  routes.map((route) => [`\`${route.path}\``, route.uses.join(', '), route.reaches, route.carries]),
)}
`;
}
