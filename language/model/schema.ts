/** The shape of an interaction model, checked at run time. Its type equals the SDK's; a test of types says so. */
import { z } from 'zod';
import type { InteractionModel } from './types.ts';

/** Bounds that no honest skill meets; they keep one skill from weighing on all others. */
export const modelLimits = {
  maxBytes: 4_000_000,
  maxDepth: 24,
  maxNameLength: 64,
  maxIntents: 200,
  maxSlotsPerIntent: 40,
  maxTypes: 200,
  maxRules: 500,
  /** All intents together, for one language. */
  maxSamples: 20_000,
  maxValuesPerType: 10_000,
  maxFormsPerValue: 50,
  maxFormLength: 200,
  maxPromptLength: 500,
  maxInvocationNames: 10,
  maxSkipWords: 50,
  /** Types of one slot. */
  maxTypesOfSlot: 50,
  /** Ways in which one sample may be said. */
  maxExpansionsPerSample: 1_000_000_000,
  /** Words of all samples of one language with their rules written out. */
  maxPositions: 200_000,
} as const;

const name = z
  .string()
  .max(modelLimits.maxNameLength, `a name has at most ${modelLimits.maxNameLength} characters`)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name is a letter followed by letters, digits, - or _');

const localised = <T extends z.ZodType>(inner: T) =>
  z.strictObject({ 'zh-CN': inner.exactOptional(), 'en-US': inner.exactOptional() }).readonly();

const texts = (maxLength: number, maxCount: number) =>
  z.array(z.string().max(maxLength)).max(maxCount).readonly();

const prompts = localised(texts(modelLimits.maxPromptLength, 20).describe('What is said; one is chosen.'));

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');
const days = z.number().int().min(-36_600).max(36_600);
const check = z
  .strictObject({
    fromDay: days.exactOptional().describe('For date and datetime: days from today, 0 is today.'),
    toDay: days.exactOptional(),
    fromTime: timeOfDay.exactOptional().describe('For time and datetime.'),
    toTime: timeOfDay.exactOptional(),
    minDigits: z
      .number()
      .int()
      .min(1)
      .max(20)
      .exactOptional()
      .describe('For digits and numbers of phones and rooms.'),
    maxDigits: z.number().int().min(1).max(20).exactOptional(),
    step: z.number().positive().exactOptional().describe('For number and duration: a multiple of it.'),
    values: texts(modelLimits.maxNameLength, 1_000)
      .exactOptional()
      .describe('For own types: only these ids.'),
  })
  .readonly();

const slot = z
  .strictObject({
    type: z
      .union([
        z.string().max(modelLimits.maxNameLength),
        z.array(z.string().max(modelLimits.maxNameLength)).min(1).max(modelLimits.maxTypesOfSlot).readonly(),
      ])
      .describe('A built-in slot type or the name of a type, or several of them.'),
    required: z.boolean().exactOptional().describe('Asked for until it is filled or the user gives up.'),
    elicit: prompts.exactOptional().describe('What to ask when a required slot is missing.'),
    min: z.number().exactOptional().describe('Smallest value allowed.'),
    max: z.number().exactOptional().describe('Largest value allowed.'),
    check: check.exactOptional().describe('What else a value has to be.'),
    refuse: prompts
      .exactOptional()
      .describe('Said where a value is none of these, before it is asked for again.'),
    kinds: texts(modelLimits.maxNameLength, 50)
      .exactOptional()
      .describe('For device-name and room-name: only things of these kinds, such as light.'),
  })
  .readonly();

const kindsBySlot = z.record(name, texts(modelLimits.maxNameLength, 50)).readonly().exactOptional();

const sample = z
  .strictObject({
    templates: z.array(z.string()).min(1, 'a template is needed').readonly(),
    constants: z
      .record(name, z.union([z.string().max(modelLimits.maxFormLength), z.number()]))
      .readonly()
      .exactOptional()
      .describe('Slots that these words fill though none of them names the value.'),
    room: z
      .enum(['known', 'unknown'])
      .exactOptional()
      .describe('Meant only where the room of the device that hears is known, or is not.'),
    roomSlot: z
      .string()
      .max(modelLimits.maxNameLength)
      .exactOptional()
      .describe('A room-name slot that gets the room of the device that hears.'),
    kinds: kindsBySlot.describe('By slot: only things of these kinds.'),
    exceptKinds: kindsBySlot.describe('By slot: things of other kinds than these.'),
    priority: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .exactOptional()
      .describe('Of samples that can be said in the same words the one with the higher number is meant.'),
  })
  .readonly();

const intent = z
  .strictObject({
    slots: z.record(name, slot).readonly().exactOptional(),
    samples: localised(z.array(z.union([z.string(), sample])).readonly()).describe(
      'Ways of saying it, as templates.',
    ),
    confirm: prompts.exactOptional().describe('Asked before the skill is called.'),
    confirmWhen: z
      .enum(['always', 'unsure'])
      .exactOptional()
      .describe('`unsure`: asked only where the words are no sample, word for word. Default `always`.'),
  })
  .readonly();

const enumeration = z
  .strictObject({
    values: z
      .array(
        z
          .strictObject({
            id: z.string().min(1, 'an id is needed').max(modelLimits.maxNameLength),
            forms: localised(texts(modelLimits.maxFormLength, modelLimits.maxFormsPerValue)),
          })
          .readonly(),
      )
      .max(modelLimits.maxValuesPerType)
      .readonly(),
    isOpen: z
      .boolean()
      .exactOptional()
      .describe('The values are examples: other words in their place are taken as they were said.'),
    takesNames: z
      .boolean()
      .exactOptional()
      .describe('The skill may add values while a conversation lasts, with the names of an answer.'),
    dataClass: z.enum(['command', 'preference', 'health', 'transaction']).exactOptional(),
  })
  .readonly();

export const interactionModelSchema = z
  .strictObject({
    invocationNames: localised(texts(modelLimits.maxFormLength, modelLimits.maxInvocationNames)).describe(
      'Names by which the skill is addressed by voice.',
    ),
    intents: z.record(name, intent).readonly(),
    types: z.record(name, enumeration).readonly().exactOptional(),
    skipWords: localised(texts(modelLimits.maxFormLength, modelLimits.maxSkipWords))
      .exactOptional()
      .describe('Words that may stand anywhere and mean nothing.'),
    rules: localised(z.record(name, z.string()).readonly()).exactOptional(),
  })
  .readonly();

export type CheckedModel = z.infer<typeof interactionModelSchema>;

/** Fails to compile when the schema and the SDK's type grow apart, in either direction. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const isSame: Same<CheckedModel, InteractionModel> = true;
void isSame;

/** JSON Schema (draft 2020-12) of the format, for editors. */
export function interactionModelJsonSchema(): object {
  return {
    $id: 'https://earshot.dev/schemas/interaction-model.schema.json',
    title: 'Earshot interaction model',
    ...z.toJSONSchema(interactionModelSchema, { io: 'input' }),
  };
}
