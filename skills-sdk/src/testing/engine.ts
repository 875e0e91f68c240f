import type { FilteredResponse } from '../../../language/answer/response.ts';
import {
  createEngine,
  type DialogueState,
  type Engine,
  type EntityName,
  type FilledSlot,
  type Given,
  type Interpretation,
  initialState,
  type Outcome,
} from '../../../language/engine.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Slot } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { SkillManifest } from '../manifest.ts';
import type { Locale } from '../model.ts';

export interface DialogueOptions {
  readonly manifests: readonly SkillManifest[];
  readonly nowMs: () => number;
  readonly timeZone: (locale: Locale) => string;
  readonly entities: readonly EntityName[];
  readonly isBoundedOnly: boolean;
}

const classes: Readonly<Record<FilledSlot['dataClass'], DataClass>> = {
  command: DataClass.COMMAND,
  preference: DataClass.PREFERENCE,
  health: DataClass.HEALTH,
  transaction: DataClass.TRANSACTION,
  identifier: DataClass.IDENTIFIER,
  contact: DataClass.CONTACT,
  utterance: DataClass.UTTERANCE,
  'location-coarse': DataClass.LOCATION_COARSE,
};

/** A filled slot as the dialogue service hands it to the router. */
export function slotOf({ name, typeName, dataClass, raw, value, valueId, isMatched }: FilledSlot): Slot {
  const valueJson = JSON.stringify(value);
  return {
    name,
    type: typeName,
    valueClass: classes[dataClass],
    raw,
    valueJson,
    valueId: valueId ?? '',
    isMatched,
  };
}

/** The dialogue service's engine with one session in memory; an engine for each language that is spoken. */
export class SimulatedDialogue {
  readonly #options: DialogueOptions;
  readonly #engines = new Map<Locale, Engine>();
  #state: DialogueState = initialState;

  constructor(options: DialogueOptions) {
    this.#options = options;
  }

  understand(text: string, locale: Locale, given?: Given): Outcome {
    const outcome = this.#engine(locale).turn(text, this.#state, given);
    this.#state = outcome.nextState;
    return outcome;
  }

  observe(
    { skillId, version, intent, slots }: Interpretation,
    answer: Pick<FilteredResponse, 'elicitSlot' | 'isConfirming' | 'isExpectingSpeech' | 'isSessionEnded'>,
    locale: Locale,
  ): void {
    const { elicitSlot, isConfirming, isExpectingSpeech, isSessionEnded } = answer;
    this.#state = this.#engine(locale).observe(this.#state, {
      skillId,
      version,
      intent,
      slots: slots.map(({ name, value, valueId, isMatched }) => ({
        name,
        value,
        isMatched,
        ...(valueId === undefined ? {} : { valueId }),
      })),
      elicitSlot,
      isConfirming,
      isExpectingSpeech,
      isSessionEnded,
    });
  }

  /** The conversation with a skill is over, and nothing is waited for. */
  end(interpretation: Interpretation, locale: Locale): void {
    const over = { elicitSlot: '', isConfirming: false, isExpectingSpeech: false, isSessionEnded: true };
    this.observe({ ...interpretation, slots: [] }, over, locale);
  }

  /** What is waited for, and of whom. */
  get state(): DialogueState {
    return this.#state;
  }

  startOver(): void {
    this.#state = initialState;
  }

  #engine(locale: Locale): Engine {
    let engine = this.#engines.get(locale);
    if (engine === undefined) {
      const { manifests, nowMs, timeZone, entities, isBoundedOnly } = this.#options;
      engine = createEngine({
        models: manifests
          .filter(({ locales }) => locales.includes(locale))
          .map(({ id, version, model }) => ({ skillId: id, version, model })),
        locale,
        clock: nowMs,
        timeZone: timeZone(locale),
        entities,
        isBoundedOnly,
      });
      this.#engines.set(locale, engine);
    }
    return engine;
  }
}
