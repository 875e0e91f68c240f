/**
 * What an open-vocabulary engine answered, kept in a file beside the benches: such an engine takes a second of the
 * whole machine for each utterance, and its answers do not change when the first pass does. Answers are found by
 * the audio itself, so that a recording that was made anew is asked about anew.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Locale } from '@earshot/skills-sdk';
import { z } from 'zod';
import { bytesOf } from '../../common/audio/pcm.ts';

const answerSchema = z.object({
  /** Name of the engine, as on the page. */
  engine: z.string(),
  locale: z.enum(['en-US', 'zh-CN']),
  /** Hash of the samples. */
  audio: z.string(),
  /** To the letter. */
  transcript: z.string(),
  /** From the first byte sent to the transcript. */
  ms: z.number(),
  /** Day and time, ISO 8601. */
  takenAt: z.string(),
});

export type EngineAnswer = z.infer<typeof answerSchema>;

export class EngineAnswers {
  readonly #path: string | undefined;
  readonly #engine: string;
  readonly #known = new Map<string, EngineAnswer>();

  /**
   * @param path JSON lines, one answer each; appended to as answers come. Absent: nothing is kept.
   * @param engine answers of other engines in the same file are left alone
   */
  constructor(path: string | undefined, engine: string) {
    this.#path = path;
    this.#engine = engine;
    if (path === undefined || !existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const answer = readAnswer(line);
      if (answer?.engine === engine) this.#known.set(`${answer.locale} ${answer.audio}`, answer);
    }
  }

  /** The answer for this audio: the one kept, else `ask`'s, which is then kept. */
  async of(
    samples: Int16Array,
    locale: Locale,
    ask: () => Promise<Pick<EngineAnswer, 'transcript' | 'ms'>>,
  ): Promise<EngineAnswer> {
    const audio = createHash('sha256').update(bytesOf(samples)).digest('hex').slice(0, 24);
    const key = `${locale} ${audio}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = await ask();
    const answer = { engine: this.#engine, locale, audio, ...asked, takenAt: new Date().toISOString() };
    this.#known.set(key, answer);
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify(answer)}\n`);
    return answer;
  }
}

/** `undefined` for a line that a run which was cut short left unfinished. */
function readAnswer(line: string): EngineAnswer | undefined {
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
