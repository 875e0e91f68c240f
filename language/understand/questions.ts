/** Questions in words: the model's own where it has them. */
import type { CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import { nameIn } from '../slots/entities.ts';
import { speak } from '../slots/speak.ts';
import type { SlotContext } from '../slots/types.ts';
import { type FilledSlot, fillPrompt, speakSlot } from './slots.ts';
import type { Frame } from './state.ts';
import { systemSpeech } from './system-speech.ts';

/** What is asked, in words: the model's own questions where it has them. */
export class Questions {
  readonly #snapshot: Snapshot;
  readonly #context: SlotContext;

  constructor(snapshot: Snapshot, context: SlotContext) {
    this.#snapshot = snapshot;
    this.#context = context;
  }

  whichSkill(options: readonly Frame[]): string {
    const { locale } = this.#context;
    const names = options.map(({ skillId }) => {
      const model = this.#snapshot.skills.get(skillId)?.model;
      return model?.invocationNames[locale]?.[0] ?? skillId;
    });
    return systemSpeech('which', locale).replace('{options}', names.join(systemSpeech('or', locale)));
  }

  whichDevice(
    slotName: string,
    options: readonly string[],
    slots: readonly FilledSlot[],
    intent: CompiledIntent,
  ): string {
    const { locale, entities } = this.#context;
    const slot = slots.find(({ name }) => name === slotName);
    const rooms = options.map((id) => {
      const device = entities.find(({ entityId }) => entityId === id);
      const room = entities.find(({ entityId }) => entityId === device?.roomId);
      if (room) return nameIn(room, locale);
      return device ? (device.names.at(-1) ?? '') : '';
    });
    return systemSpeech('whichRoom', locale)
      .replace('{name}', slot ? speakSlot(intent, slot, this.#context) : '')
      .replace('{options}', [...new Set(rooms)].join(systemSpeech('or', locale)));
  }

  /** What is wrong with a value, in the skill's own words where it has some, and then the question for it. */
  refusing(
    slot: CompiledSlot,
    intent: CompiledIntent,
    said: readonly FilledSlot[],
    attempt: number,
    question: string,
  ): string {
    const { locale } = this.#context;
    const own = slot.definition.refuse?.[locale] ?? [];
    const words = own[(attempt - 1) % Math.max(own.length, 1)];
    if (words === undefined) return this.#withBounds(slot, question);
    const refusal = fillPrompt(words, intent, said, this.#context);
    return [refusal, question].filter((part) => part !== '').join(locale === 'zh-CN' ? '' : ' ');
  }

  /** What a value may be, and then the question for it. */
  #withBounds({ typeName, definition }: CompiledSlot, question: string): string {
    const { min, max } = definition;
    const { locale } = this.#context;
    const phrase = min === undefined ? 'atMost' : max === undefined ? 'atLeast' : 'between';
    const say = (value: number | undefined) =>
      value === undefined
        ? ''
        : speak(typeName, typeName === 'temperature' ? { degrees: value, unit: null } : value, this.#context);
    const bounds = systemSpeech(phrase, locale).replace('{min}', say(min)).replace('{max}', say(max));
    return [bounds, question].filter((part) => part !== '').join(locale === 'zh-CN' ? '' : ' ');
  }

  /** `isOptional`: the slot may have no question of its own, and then none is made up. */
  elicit(
    intent: CompiledIntent,
    slotName: string,
    slots: readonly FilledSlot[],
    attempt: number,
    isOptional = false,
  ): string {
    const { locale } = this.#context;
    const prompts = intent.slots.get(slotName)?.definition.elicit?.[locale];
    const prompt = prompts && prompts.length > 0 ? prompts[(attempt - 1) % prompts.length] : undefined;
    if (prompt !== undefined) return fillPrompt(prompt, intent, slots, this.#context);
    return isOptional ? '' : systemSpeech('missing', locale).replace('{slot}', slotName);
  }
}
