/** What one attack is, and what a table of them says. */
import type { Field } from './field.ts';

export interface Attack {
  /** A few words, for the table. */
  readonly name: string;
  readonly edge: 'WebSocket' | 'gRPC' | 'HTTP' | 'xiaozhi' | 'Wyoming' | 'stores';
  /** The good speaker says its commands aloud meanwhile; otherwise it types them. */
  readonly isAgainstHearing?: boolean;
  /** A store or service that everybody needs is down meanwhile: others may be told so, with a retryable code. */
  readonly isOutage?: boolean;
  /** What the attacker did and got, in one sentence. @throws Error when the product did what it must not */
  run(field: Field): Promise<string>;
}
