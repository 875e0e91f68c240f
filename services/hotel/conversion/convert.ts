/**
 * From what a guest said to what may leave the room. Pure: the words go in, standard commands come out, and nothing of
 * the words is in them.
 */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue } from '../catalogue/types.ts';
import { Breath } from './breath.ts';
import { type Conversion, nothing, type StandardCommand } from './command.ts';
import { Lexicon, tokensOf } from './lexicon.ts';
import { readBreath } from './reader.ts';
import { segmentsOf } from './segment.ts';
import { spot } from './spot.ts';
import { certain, doubtful, unlikely, willOf } from './will/will.ts';

/** Longest utterance that is read, in UTF-16 units. */
export const maxUtteranceLength = 1_000;
/** More wishes than these in one breath are a mistake of the recogniser or a joke. */
const maxCommands = 8;

export class Converter {
  readonly #catalogue: Catalogue;
  readonly #lexicons = new Map<Locale, Lexicon>();

  readonly #will: typeof willOf;

  /** @param will How likely a sentence is a wish; measurements bring what they have learnt themselves */
  constructor(catalogue: Catalogue, will = willOf) {
    this.#catalogue = catalogue;
    this.#will = will;
  }

  /** Ready for every language before the first guest speaks, and without holding others up. */
  static async compile(catalogue: Catalogue): Promise<Converter> {
    const converter = new Converter(catalogue);
    for (const locale of ['zh-CN', 'en-US'] as const)
      converter.#lexicons.set(locale, await Lexicon.compile(catalogue, locale));
    return converter;
  }

  convert(text: string, locale: Locale): Conversion {
    if (text.length > maxUtteranceLength) return nothing;
    const spans = spot(text, this.#lexiconOf(locale));
    const will = this.#will(tokensOf(text, locale), spans, locale);
    const { commands, isInsisted } = readBreath(segmentsOf(spans), this.#catalogue, locale, will > certain);
    if (commands.length > maxCommands) return nothing;
    // In doubt the guest is asked first; what is answered or switched at once is left alone then.
    const isAtOnce = ({ type }: StandardCommand) => type === 'ask' || type === 'room';
    const sorted = this.#sort(commands);
    if (will >= doubtful && !isInsisted) return sorted;
    const toAsk = [...sorted.commands, ...sorted.toConfirm].filter((command) => !isAtOnce(command));
    const atOnce = will >= unlikely ? sorted.commands.filter(isAtOnce) : [];
    return { commands: atOnce, toConfirm: [], toAsk, toComplete: sorted.toComplete };
  }

  /** The hour in an answer to a question for it, as it is meant for the command that waits; nothing when there is none. */
  timeIn(text: string, locale: Locale, command: StandardCommand | undefined): string | undefined {
    if (command === undefined || text.length > maxUtteranceLength) return undefined;
    const breath = new Breath(this.#catalogue, locale);
    const time = segmentsOf(spot(text, this.#lexiconOf(locale)))
      .flatMap((segment) => segment.times)
      .at(-1);
    return time === undefined ? undefined : breath.withTime(command, time.value, time.isOpen).time;
  }

  #lexiconOf(locale: Locale): Lexicon {
    const lexicon = this.#lexicons.get(locale) ?? Lexicon.of(this.#catalogue, locale);
    this.#lexicons.set(locale, lexicon);
    return lexicon;
  }

  #sort(all: readonly StandardCommand[]): Conversion {
    const isTooMany = ({ item, quantity }: StandardCommand) =>
      item !== undefined && (quantity ?? 1) > (this.#catalogue.items[item]?.limit ?? 1);
    const lacksTime = ({ type, time }: StandardCommand) =>
      time === undefined && this.#catalogue.services[type].question === 'time';
    return {
      commands: all.filter((command) => !isTooMany(command) && !lacksTime(command)),
      toConfirm: all.filter(isTooMany),
      toAsk: [],
      toComplete: all.filter(lacksTime).map((command) => ({ command, missing: 'time' as const })),
    };
  }
}
