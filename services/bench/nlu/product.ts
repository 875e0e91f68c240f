/** The product under measurement: a corpus as skills, through `createEngine` and the turn that users meet. */
import '../../../language/node/outside.ts';
import {
  createEncodingEngine,
  createEngine,
  type Engine,
  initialState,
  type SentenceEncoder,
} from '../../../language/engine.ts';
import { changeSnapshot } from '../../../language/matcher/snapshot.ts';
import type { Locale } from '../../../language/model/types.ts';
import { comparedSentences } from '../../../language/understand/interpret.ts';
import type { Outcome } from '../../../language/understand/outcome.ts';
import { understand } from '../../../language/understand/turn.ts';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { encoderFiles } from '../../common/sentence-encoder/files.ts';
import { ThreadEncoder } from '../../common/sentence-encoder/thread-encoder.ts';
import { sharedPath } from '../../common/testing/shared-data.ts';
import type { CorpusRow } from './corpus.ts';
import { type CorpusSkill, skillsOf } from './corpus-skills.ts';
import type { Predicted } from './evaluate.ts';

/** One skill for each scenario where the corpus has them, else one for each intent. */
export const groupOf = ({ scenario, intent }: CorpusRow): string => scenario ?? intent ?? '';

/** Keeps what was encoded: the rows of a corpus are asked many times, and no time is measured twice by it. */
export class RememberingEncoder implements SentenceEncoder {
  readonly #encoder: ThreadEncoder;
  readonly #known = new Map<string, Float32Array>();

  constructor(encoder: ThreadEncoder) {
    this.#encoder = encoder;
  }

  /** Where false, a sentence is encoded each time it is asked for. */
  isRemembering = true;

  /** What the product meets with a shrug, a bench must not: it would measure words alone under an encoder's name. */
  #failure: unknown;

  async encode(texts: readonly string[]): Promise<readonly Float32Array[]> {
    try {
      if (!this.isRemembering) return await this.#encoder.encode(texts);
      const missing = texts.filter((text) => !this.#known.has(text));
      for (const [n, vector] of (await this.#encoder.encode(missing)).entries())
        this.#known.set(missing[n]!, vector);
    } catch (cause) {
      this.#failure ??= cause;
      throw cause;
    }
    return texts.map((text) => this.#known.get(text)!);
  }

  /** @throws what the encoder failed with, if it ever did */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }
}

/** The encoder of a language: from the models directory, or beside the checkout; undefined where there is none. */
export async function findEncoder(
  locale: Locale,
): Promise<{ readonly encoder: RememberingEncoder; readonly runtime: 'native' | 'wasm' } | undefined> {
  const files =
    encoderFiles(modelsDirOf(loadConfig(modelSettings)), locale) ??
    encoderFiles(sharedPath('models'), locale);
  if (files === undefined) return undefined;
  const thread = new ThreadEncoder(files);
  return { encoder: new RememberingEncoder(thread), runtime: await thread.ready };
}

export interface Product {
  readonly engine: Engine;
  readonly skills: readonly CorpusSkill[];
  readonly enablingSeconds: number;
}

export async function makeProduct(
  taught: readonly CorpusRow[],
  locale: Locale,
  encoder: SentenceEncoder | undefined,
): Promise<Product> {
  const skills = skillsOf(taught, locale, groupOf);
  const options = { models: skills, locale, clock: () => 0 };
  const started = performance.now();
  const engine = encoder === undefined ? createEngine(options) : await createEncodingEngine(options, encoder);
  return { engine, skills, enablingSeconds: (performance.now() - started) / 1000 };
}

/** What a turn made of a sentence; what it would have believed most where it refused. */
export function predictedBy(outcome: Outcome): Predicted {
  const { interpretation, alternatives } = outcome;
  return {
    intent: interpretation?.intent ?? null,
    slots: (interpretation?.slots ?? []).map(({ name, raw }) => ({ name, words: raw })),
    confidence: (interpretation ?? alternatives[0])?.confidence ?? 0,
  };
}

export const ask =
  ({ engine }: Product) =>
  async (text: string): Promise<Predicted> =>
    predictedBy(await engine.hear(text));

/** The same product without some skills: nothing is learnt anew, as no skill knows of another. */
export function askWithout(
  { engine }: Product,
  disable: readonly string[],
  encoder: SentenceEncoder | undefined,
  locale: Locale,
): (text: string) => Promise<Predicted> {
  const context = { locale, nowMs: 0, timeZone: 'UTC', entities: [] };
  const snapshot = {
    ...changeSnapshot(engine.snapshot, { disable }),
    statistical: engine.snapshot.statistical,
  };
  return async (text) => {
    const run = () =>
      predictedBy(
        understand(
          { hypotheses: [{ text, confidence: 1 }], isRejectedByRecogniser: false, isBoundedOnly: false },
          snapshot,
          initialState,
          context,
        ),
      );
    if (encoder === undefined || engine.vectors === undefined) return run();
    return engine.vectors.hold(comparedSentences(text, snapshot, context), run);
  };
}

/** The locale whose script most of the text is written in. */
export function detectLocale(rows: readonly { readonly text: string }[]): Locale {
  let han = 0;
  let letters = 0;
  for (const { text } of rows.slice(0, 5000)) {
    han += text.match(/\p{Script=Han}/gu)?.length ?? 0;
    letters += text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  }
  // A Chinese character says about as much as four letters.
  return han * 4 > letters ? 'zh-CN' : 'en-US';
}
