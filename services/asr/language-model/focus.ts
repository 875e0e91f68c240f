/** What is listened for after a question: everything as before, but its answer first. Pure. */
import type { InteractionModel } from '@earshot/skills-sdk';
import { typesOf } from '../../../language/model/samples.ts';
import type { CompileInput, SkillSource } from './compile.ts';

/** The question that waits for an answer. */
export interface Focus {
  readonly skillId: string;
  /** The slot that it wants to know; empty for a confirmation or an open question. */
  readonly slot: string;
}

/** Beside one intent's 1: the answer itself, and each intent of the skill that asked. */
const answerWeight = 12;
const skillWeight = 3;

const openTypes: ReadonlySet<string> = new Set(['text', 'person-name']);

function askedSlots({ skills }: CompileInput, { skillId, slot }: Focus) {
  const model = skills.find((skill) => skill.skillId === skillId)?.model;
  return Object.entries(model?.intents ?? {}).flatMap(([intent, { slots }]) => {
    const definition = Object.hasOwn(slots ?? {}, slot) ? slots?.[slot] : undefined;
    return definition === undefined ? [] : [{ intent, definition }];
  });
}

/**
 * The same skills with the one that asked made likelier, and the bare answer, which is then a whole command, most
 * likely of all. The input itself where nothing was asked, or by nobody who is enabled.
 */
export function expectAnswer(input: CompileInput, focus: Focus | undefined): CompileInput {
  const asking = input.skills.find(({ skillId }) => skillId === focus?.skillId);
  if (focus === undefined || asking === undefined) return input;
  const skills: SkillSource[] = input.skills.map((skill) =>
    skill === asking ? { ...skill, weight: skillWeight } : skill,
  );
  const [asked] = askedSlots(input, focus);
  if (asked !== undefined && !typesOf(asked.definition).some((type) => openTypes.has(type))) {
    const { types, rules } = asking.model;
    const answer: InteractionModel = {
      invocationNames: {},
      intents: {
        [asked.intent]: {
          slots: { [focus.slot]: asked.definition },
          samples: { [input.locale]: [`{${focus.slot}}`] },
        },
      },
      ...(types && { types }),
      ...(rules && { rules }),
    };
    skills.push({ skillId: asking.skillId, model: answer, weight: answerWeight });
  }
  return { ...input, skills };
}

/** Whether the question wants words that no language model can foresee: a message, a name. */
export function wantsFreeText(input: CompileInput, focus: Focus): boolean {
  return askedSlots(input, focus).some(({ definition }) =>
    typesOf(definition).some((type) => openTypes.has(type) && !input.names[type]),
  );
}
