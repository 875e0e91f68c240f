/** One calibrated number from what the decoder saw: how likely a foreseen command was really said. */
import type { Locale } from '@earshot/skills-sdk';
import type { Evidence } from './messages.ts';

/** Below this a hypothesis is rejected: talk that was meant for nobody, or a command that no skill foresees. */
export const rejectionThreshold = 0.5;

export function confidenceOf(evidence: Evidence, _locale: Locale): number {
  if (evidence.overlooked === 0) return 0.9 - 0.3 * evidence.backgroundShare;
  if (evidence.overlooked > 0) return 0.7 - 0.1 * evidence.overlooked - 0.3 * evidence.backgroundShare;
  return 0.4 * (1 - evidence.backgroundShare);
}
