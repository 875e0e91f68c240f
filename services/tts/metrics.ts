/** What synthesis counts: its workers, who waits for one, and whom it had to refuse. */
import { Metrics } from '../common/metrics.ts';
import type { TtsEngine } from './engine.ts';
import type { PoolCounters } from './pool/counters.ts';

const none: PoolCounters = { queued: 0, running: 0, finished: 0, refused: 0, replaced: 0 };

export function ttsMetrics(engine: Pick<TtsEngine, 'counters'>): Metrics {
  const metrics = new Metrics('tts');
  metrics.look(
    {
      workers_busy: 'Workers that speak now.',
      waiting: 'Sentences that wait for a worker.',
      refused_total: 'Sentences refused with TTS_BUSY.',
      workers_replaced_total: 'Workers that ended, hung or could not start.',
    },
    () => {
      const { running, queued, refused, replaced } = engine.counters ?? none;
      return {
        workers_busy: running,
        waiting: queued,
        refused_total: refused,
        workers_replaced_total: replaced,
      };
    },
  );
  return metrics;
}
