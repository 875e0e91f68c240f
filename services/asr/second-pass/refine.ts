/** The second pass as the service's hook: which engine, how much speech, what of it stands. */
import type { RecogniseStart } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import type { AudienceReader } from '../../common/audience.ts';
import { type Hypothesis, type LanguageModelRef, maxBiasWords } from '../engine.ts';
import type { SecondPass as SecondPassHook, SecondPassRequest } from '../hooks.ts';
import { localeOf } from '../locale.ts';
import { holdsFreeText } from './combine.ts';
import type { FirstPassResult } from './policy.ts';
import type { SecondPass } from './second-pass.ts';

export interface RefineOptions {
  /** One for each engine; the first that may hear a turn in its locale does. */
  readonly passes: readonly SecondPass[];
  readonly audiences: AudienceReader;
  /** Speech in this utterance, in milliseconds, or at least enough for the policy; known when the audio is over. */
  readonly speechMs: (start: RecogniseStart) => Promise<number>;
}

/** Time that stays for understanding and acting after a second hearing. */
const reserveMs = 500;

/** What policy and combination want to know of a first hearing. */
export interface FirstVerdict extends FirstPassResult {
  /** Words of the commands, `undefined` where the list is not whole. */
  readonly foreseenWords: ReadonlySet<string> | undefined;
  readonly isFreeText: boolean;
}

export function firstVerdict(
  hypotheses: readonly Hypothesis[],
  languageModel: LanguageModelRef | undefined,
  isFreeTextAsked = false,
): FirstVerdict {
  const words = languageModel?.biasWords ?? [];
  const foreseenWords = words.length > 0 && words.length < maxBiasWords ? new Set(words) : undefined;
  const [best] = hypotheses;
  return {
    hypotheses,
    isRejected: best?.isRejected ?? false,
    foreseenWords,
    isFreeTextAsked,
    isFreeText: isFreeTextAsked || (best !== undefined && holdsFreeText(best, foreseenWords)),
  };
}

export function createRefiner(options: RefineOptions): SecondPassHook {
  const passFor = ({ turn }: RecogniseStart): SecondPass | undefined => {
    const locale = localeOf(turn?.locale ?? '');
    const audience = options.audiences.read(turn?.audience);
    return options.passes.find((pass) => pass.isPossible(locale, audience));
  };

  async function refine(request: SecondPassRequest): Promise<readonly Hypothesis[] | undefined> {
    const { start, audio, first, languageModel, signal } = request;
    const pass = passFor(start);
    if (pass === undefined) return undefined;
    const { turn } = start;
    const locale = localeOf(turn?.locale ?? '');
    const audience = options.audiences.read(turn?.audience);
    const verdict = firstVerdict(first, languageModel, request.isFreeTextAsked);
    const { isFreeText, foreseenWords } = verdict;
    const speechMs = await options.speechMs(start);
    const isOpen = languageModel === undefined;
    const decision = pass.decide(verdict, { locale, audience, speechMs, isFreeText, isOpen });
    if (!decision.isWanted) return undefined;
    const second = await pass.run(audio, {
      ...(request.along && { along: request.along }),
      isForWords: isFreeText,
      locale,
      audience,
      turnId: turn?.turnId ?? '',
      signal,
      remainingMs: request.remainingMs - reserveMs,
      ...(languageModel && { languageModel }),
    });
    if (second === undefined || second.length === 0) return undefined;
    return pass.combine(verdict, second, locale, foreseenWords).hypotheses;
  }

  return {
    mayHear: (start) => passFor(start) !== undefined,
    hearAlong(start, isFreeTextAsked) {
      const { turn, fairnessKey: share } = start;
      const heard = {
        locale: localeOf(turn?.locale ?? ''),
        audience: options.audiences.read(turn?.audience),
        share,
      };
      return passFor(start)?.hearAlong(heard, isFreeTextAsked);
    },
    async refine(request) {
      try {
        return await refine(request);
      } finally {
        request.audio.fill(0);
      }
    },
  };
}
