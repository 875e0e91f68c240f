/** What came of a sentence, in one line for tests: what was decided, the intent, and its slots by name. */
import type { Outcome } from '../understand/outcome.ts';

export const brief = ({ decision, interpretation }: Outcome): string =>
  [
    decision,
    interpretation?.intent,
    ...(interpretation?.slots ?? []).map(({ name, value }) => `${name}=${value}`).sort(),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
