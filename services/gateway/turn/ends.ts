/** What a turn did to the world by its end, and what follows from that for saying it again. */
import { TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';

/** `none`: no skill acted. `failed`: a skill answered that it could not. `unknown`: its answer never came. */
export type Deed = 'none' | 'failed' | 'done' | 'unknown';

/** What the router wrote down of a turn. */
export const deeds: Readonly<Partial<Record<TurnOutcome, Deed>>> = {
  [TurnOutcome.NOT_ACTED]: 'none',
  [TurnOutcome.FAILED]: 'failed',
  [TurnOutcome.COMPLETED]: 'done',
  [TurnOutcome.UNKNOWN]: 'unknown',
};

/**
 * Whether a speaker may say the same again by itself. What was done, or may have been done, is never retryable: it
 * would be done twice, whatever the code says about the machine.
 */
export function isRetryableEnd(code: ErrorCode | '', deed: Deed): boolean {
  return code !== '' && catalogue[code].isRetryable && (deed === 'none' || deed === 'failed');
}
