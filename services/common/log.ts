/**
 * Logging that cannot hold what a person said or who they are.
 *
 * A line is a static event name and attributes of `earshot.log.v1.LogRecord`. The serialiser walks the
 * schema, not the object: an attribute that the schema does not know, or whose class is neither public nor
 * operational, never reaches the writer. Text attributes are tokens, not prose.
 */
import { type DestinationStream, pino } from 'pino';
import type { LogRecord } from '../../proto/gen/earshot/log/v1/log.ts';
import { codeOf } from './errors/earshot-error.ts';
import { loggableClasses, messageFields } from './schema/registry.ts';

/** Attributes of a line; `service` and `stack` are set by the logger itself. */
export type LogAttributes = Partial<Omit<LogRecord, 'service' | 'stack'>>;

/** `area.what-happened`: lower case, dots and dashes, written in the code and nowhere else. */
export type EventName = `${Lowercase<string>}.${Lowercase<string>}`;

export interface Logger {
  debug(event: EventName, attributes?: LogAttributes): void;
  info(event: EventName, attributes?: LogAttributes): void;
  warn(event: EventName, attributes?: LogAttributes, error?: unknown): void;
  error(event: EventName, attributes?: LogAttributes, error?: unknown): void;
}

const attributes = messageFields('earshot.log.v1.LogRecord').filter((field) =>
  loggableClasses.has(field.dataClass),
);

/** Letters, digits and the punctuation of ids, addresses and versions: no spaces, so no sentences. */
const token = /^[\w.:/@+-]{1,160}$/;
const eventName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** The attributes that may be written. Exported for the test that tries to get something past it. */
export function serialise(record: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const line: Record<string, string | number> = {};
  for (const field of attributes) {
    const value = record[field.jsonName];
    if (typeof value === 'number' && field.scalar !== 'string') line[field.jsonName] = value;
    else if (typeof value === 'string' && field.scalar === 'string' && value !== '') {
      line[field.jsonName] = token.test(value) ? value : 'not-a-token';
    }
  }
  return line;
}

/** Positions of a stack, without the message that stands above them. */
function positions(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const frames = error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map(
      (line) =>
        /([\w.<>]+)?\s?\(?(?:file:\/\/)?[^()\s]*\/([\w.-]+:\d+):\d+\)?$/.exec(line.trim())?.[2] ?? '?',
    );
  return frames.join('/').slice(0, 160);
}

/** What waits for a disk that takes nothing; lines beyond it are lost. */
const maxWaitingBytes = 256 * 1024;

/**
 * Writes lines at once. One that cannot be written (a full disk, a reader that is gone) costs nobody their turn: it waits, with a
 * bound, and is written before the next one that can be.
 * @param destination A file descriptor, or a path.
 */
export function lineWriter(destination: number | string): DestinationStream {
  const stream = pino.destination({ dest: destination, sync: true, maxLength: maxWaitingBytes });
  // Without a listener the error would be thrown at whoever logs.
  stream.on('error', () => {});
  return stream;
}

/**
 * A logger for one service. `EARSHOT_LOG_LEVEL` is `debug`, `info` (default), `warn`, `error` or `silent`.
 * Lines are JSON on standard error, so that commands keep standard output for their results.
 */
export function createLogger(service: string, destination?: DestinationStream): Logger {
  const writer = pino(
    { level: process.env['EARSHOT_LOG_LEVEL'] ?? 'info', base: { service }, messageKey: 'event' },
    destination ?? lineWriter(2),
  );
  const write = (
    level: 'debug' | 'info' | 'warn' | 'error',
    event: string,
    record: LogAttributes,
    error?: unknown,
  ) => {
    const line = serialise(record);
    if (error !== undefined) {
      line['code'] ??= codeOf(error);
      const stack = positions(error);
      if (stack !== undefined) line['stack'] = stack;
    }
    writer[level](line, eventName.test(event) ? event : 'log.unnamed-event');
  };
  return {
    debug: (event, record = {}) => write('debug', event, record),
    info: (event, record = {}) => write('info', event, record),
    warn: (event, record = {}, error) => write('warn', event, record, error),
    error: (event, record = {}, error) => write('error', event, record, error),
  };
}
