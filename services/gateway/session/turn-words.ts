/** The words of one turn while it runs, for whoever keeps a history: told when it has ended, and forgotten here. */
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Services } from '../ports/services.ts';
import type { TurnResult } from '../turn/ports.ts';

/** A turn's words are short; what is longer is cut, not refused. */
const maxCharacters = 4_000;
const recordDeadlineMs = 5_000;
/** More waiting at once are dropped: history is a convenience, and no queue of words may grow. */
const maxWaiting = 64;
let waiting = 0;

export interface TurnWordsOptions {
  readonly turnId: string;
  readonly deviceId: string;
  readonly services: Pick<Services, 'recordTurn'>;
  readonly metrics: Pick<GatewayMetrics, 'historyDropped'>;
}

export class TurnWords {
  readonly #options: TurnWordsOptions;
  #heard: string;
  #answered = '';
  #skillId = '';

  /** @param typed What a turn from text begins with. */
  constructor(options: TurnWordsOptions, typed: string) {
    this.#options = options;
    this.#heard = typed;
  }

  heard(text: string): void {
    this.#heard = text;
  }

  answered(text: string, skillId: string): void {
    this.#answered = this.#answered === '' ? text : `${this.#answered} ${text}`;
    this.#skillId = skillId;
  }

  ended({ end, code }: Pick<TurnResult, 'end'> & { code: ErrorCode | '' }): void {
    if (this.#heard.trim() === '') return;
    const { turnId, deviceId, services, metrics } = this.#options;
    if (waiting >= maxWaiting) {
      metrics.historyDropped.inc();
      return;
    }
    waiting += 1;
    const turn = {
      deviceId,
      turnId,
      heard: this.#heard.slice(0, maxCharacters),
      answered: this.#answered.slice(0, maxCharacters),
      skillId: this.#skillId,
      ended: code === '' ? end : code,
    };
    services
      .recordTurn(turn, { deadlineMs: recordDeadlineMs })
      .catch(() => metrics.historyDropped.inc())
      .finally(() => {
        waiting -= 1;
      });
  }
}
