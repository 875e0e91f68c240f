/** What the gateway counts: connections, frames, turns and the time of their stages. */
import { Metrics } from '../common/metrics.ts';

export class GatewayMetrics extends Metrics {
  readonly connections = this.counter('connections_total', 'Connections that were accepted.');
  readonly refusedConnections = this.counter('connections_refused_total', 'Upgrades and calls refused.', [
    'code',
  ]);
  readonly closedConnections = this.counter('connections_closed_total', 'Connections ended by us.', ['code']);
  readonly errors = this.counter('protocol_errors_total', 'Errors that speakers were told.', ['code']);
  readonly framesUp = this.counter('frames_up_total', 'Audio frames taken from speakers.');
  readonly framesRefused = this.counter('frames_refused_total', 'Audio frames thrown away.', ['reason']);
  readonly framesMissing = this.counter(
    'frames_missing_total',
    'Frames left out by speakers, by their sequence.',
  );
  readonly framesDown = this.counter('frames_down_total', 'Audio frames sent to speakers.');
  readonly historyDropped = this.counter(
    'history_dropped_total',
    'Turns whose words their owner wanted to keep, and that could not be kept.',
  );
  readonly inputPauses = this.counter(
    'input_pauses_total',
    'Times a speaker was paused for a slow recogniser.',
  );
  readonly outputStalls = this.counter('output_stalls_total', 'Times speech waited for a speaker to read.');
  readonly turns = this.counter('turns_total', 'Turns by their end and code.', ['end', 'code']);
  readonly rechecks = this.counter('rechecks_total', 'Devices looked at again.', ['result']);
  readonly stageSeconds = this.seconds('stage_seconds', 'Time in each stage of a turn.', ['stage']);
  readonly perceivedSeconds = this.seconds('perceived_seconds', 'Last speech sample to first reply byte.');
  readonly platformSeconds = this.seconds('platform_seconds', 'End-of-speech decision to first reply byte.');
  readonly skillSeconds = this.seconds('skill_seconds', 'Time that skills took themselves.');

  constructor() {
    super('gateway');
  }
}
