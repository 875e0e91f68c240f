/** What the router counts: calls that skills answer now, and skills that are left alone. */
import { Metrics } from '../../common/metrics.ts';
import type { Bulkhead } from './bulkhead.ts';

export function routerMetrics(bulkhead: Pick<Bulkhead, 'running' | 'resting'>): Metrics {
  const metrics = new Metrics('skills');
  metrics.gauge('calls_running', 'Calls of skills that are under way.', () => bulkhead.running);
  metrics.gauges(
    'breakers',
    'Skills that failed too often: left alone (open), or being tried with one call (half-open).',
    'state',
    () => bulkhead.resting,
  );
  return metrics;
}
