/** The question that the last turn asked: what the next listen continues, for as long as it is fresh. */
import type { Services } from '../ports/services.ts';
import type { Expectation, PreparedTurn } from '../turn/ports.ts';

export interface OpenQuestionOptions {
  readonly services: Pick<Services, 'foreseeAnswer'>;
  /** How long an answer is an answer, in milliseconds. */
  readonly followUpMs: number;
}

export class OpenQuestion {
  readonly #options: OpenQuestionOptions;
  #asked: { readonly expectation: Expectation; readonly atMs: number } | undefined;

  constructor(options: OpenQuestionOptions) {
    this.#options = options;
  }

  /** @param turn context of the turn that asks; absent when it never came to be */
  ask(expectation: Expectation, turn: PreparedTurn | undefined): void {
    this.#asked = { expectation, atMs: performance.now() };
    if (expectation.focusSkillId === '' || turn === undefined) return;
    const { services, followUpMs } = this.#options;
    // Nothing waits for it: until the model of the answer is ready, and if it never is, the usual one serves.
    services.foreseeAnswer(turn, expectation, { deadlineMs: followUpMs }).catch(() => {});
  }

  /** What was asked, once; undefined when nothing was, or too long ago. */
  take(): Expectation | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined || performance.now() - asked.atMs > this.#options.followUpMs) return undefined;
    return asked.expectation;
  }
}
