/** What the recogniser counts: its decoders, who waits for one, and whom it had to refuse. */
import { Metrics } from '../common/metrics.ts';
import type { PoolState } from './pocketsphinx/decoder-pool.ts';

export function asrMetrics(engine: { readonly pool: PoolState }): Metrics {
  const metrics = new Metrics('asr');
  const show = (name: string, help: string, read: (pool: PoolState) => number) =>
    metrics.gauge(name, help, () => read(engine.pool));
  show('decoders', 'Decoder processes that live.', ({ decoders }) => decoders);
  show('decoders_busy', 'Of them, those that hear somebody or are being loaded.', ({ busy }) => busy);
  show('waiting', 'Utterances that wait for a decoder.', ({ waiting }) => waiting);
  show(
    'behind_seconds',
    'Audio that every voice is heard late by; beyond the bound newcomers are refused.',
    ({ behindMs }) => behindMs / 1000,
  );
  const count = (name: string, help: string, read: (pool: PoolState) => number) =>
    metrics.total(name, help, () => read(engine.pool));
  count('refused_total', 'Utterances refused with ASR_BUSY.', ({ refused }) => refused);
  count('revoked_total', 'Utterances ended for somebody with a smaller share.', ({ revoked }) => revoked);
  count('decoder_deaths_total', 'Decoders that ended by themselves.', ({ crashed }) => crashed);
  return metrics;
}
