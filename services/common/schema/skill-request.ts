/** Writes the language package's view of a skill's request: every path of `earshot.skill.v1.SkillRequest`, as data. */
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { messageFields } from './registry.ts';

/** Slots are not leaves: each is a field of its own, with the class of its type. */
const slotsPath = 'intent.slots';

function linesOf(message: string, prefix: string): string[] {
  return messageFields(message).flatMap((field) => {
    const path = `${prefix}${field.jsonName}`;
    const isGroup = field.message !== undefined;
    const dataClass = Object.entries(DataClass).find(([, value]) => value === field.dataClass)?.[0];
    const line = `  { path: '${path}', dataClass: DataClass.${dataClass}, isGroup: ${isGroup} },`;
    return field.message !== undefined && path !== slotsPath
      ? [line, ...linesOf(field.message, `${path}.`)]
      : [line];
  });
}

const classModule = '../../proto/gen/earshot/privacy/v1/data_class.ts';

/** The text of `language/projection/skill-request.ts`. */
export const skillRequestModule = (): string =>
  `/** Written by \`npm run docs\` from earshot.skill.v1.SkillRequest: every path that a request can hold, in its order. */
import { DataClass } from '${classModule}';

export const skillRequestPaths: readonly {
  readonly path: string;
  readonly dataClass: DataClass;
  readonly isGroup: boolean;
}[] = [
${linesOf('earshot.skill.v1.SkillRequest', '').join('\n')}
];
`;
