/**
 * Loaded before the service's own main by tests that kill it: the process ends itself with SIGKILL at the step that `DIE_AT`
 * names ("before …" or "after …"), and its clock is ahead by `CLOCK_AHEAD_MS`. Nothing of it is part of the product.
 */
import pg from 'pg';
import { Outbox } from '../../common/outbox.ts';
import { DeadlineKeys } from '../intake/deadline-keys.ts';
import { SampleThreads } from '../processing/threads.ts';

const [, when, step] = /^(before|after) (.+)$/u.exec(process.env['DIE_AT'] ?? '') ?? [];
const die = () => process.kill(process.pid, 'SIGKILL');

const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);
if (aheadMs !== 0) {
  const clock = Date.now;
  Date.now = () => clock() + aheadMs;
}

/** Dies around a method of a class. */
function around<T extends object>(prototype: T, name: keyof T & string, called: string): void {
  if (step !== called) return;
  const original = prototype[name] as unknown as (...args: unknown[]) => unknown;
  const killing = function (this: unknown, ...args: unknown[]): unknown {
    if (when === 'before') die();
    const result = original.apply(this, args);
    if (result instanceof Promise) return result.finally(die);
    die();
    return result;
  };
  prototype[name] = killing as unknown as T[keyof T & string];
}

around(DeadlineKeys.prototype, 'create', 'key made');
around(DeadlineKeys.prototype, 'get', 'key read');
around(DeadlineKeys.prototype, 'destroy', 'key destroyed');
around(SampleThreads.prototype, 'make', 'sample made');
around(Outbox.prototype, 'hint', 'hint');

/** A statement, by what it begins with; a commit, by the last statement before it. */
const last = new WeakMap<object, string>();
const isAsked = (connection: object, sql: string): boolean => {
  if (step === undefined) return false;
  const wanted = /^commit of (.+)$/u.exec(step)?.[1];
  if (wanted !== undefined) return sql === 'commit' && last.get(connection)?.startsWith(wanted) === true;
  return sql.startsWith(step);
};
const query = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;
const killing = function (this: object, ...args: unknown[]): unknown {
  const [first] = args;
  const sql = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
  const plain = sql.replaceAll(/\s+/gu, ' ').trim();
  const isIt = isAsked(this, plain);
  last.set(this, plain);
  if (!isIt) return query.apply(this, args);
  if (when === 'before') die();
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    return query.apply(this, [...args.slice(0, -1), () => die()]);
  }
  return (query.apply(this, args) as Promise<unknown>).finally(die);
};
pg.Client.prototype.query = killing as unknown as typeof pg.Client.prototype.query;
