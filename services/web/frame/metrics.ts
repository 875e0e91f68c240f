/** Numbers of the pages: how they are answered, and how people sign in. */
import { Metrics } from '../../common/metrics.ts';

export type SignInMethod = 'code' | 'link' | 'passkey';

export class WebMetrics {
  readonly metrics = new Metrics('web');
  readonly #answers = this.metrics.seconds('answer_seconds', 'Time to answer, by how it ended.', ['result']);
  readonly signIns = this.metrics.counter('sign_ins_total', 'Sessions that began, by how.', ['method']);

  /** @param status HTTP status. */
  answered(status: number, seconds: number): void {
    const result = status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'done';
    this.#answers.observe({ result }, seconds);
  }
}
