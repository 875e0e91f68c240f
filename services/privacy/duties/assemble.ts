/** Puts the operator's duties and the cases together, from what the service has anyway. */

import { Outbox } from '../../common/outbox.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import type { WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';
import { DeviceLogs } from '../cases/device-logs.ts';
import { Faults } from '../cases/faults.ts';
import type { CasesParts } from '../cases/handlers.ts';
import { Orders } from '../cases/orders.ts';
import { Others } from '../cases/others.ts';
import { Crossings } from '../consent/crossings.ts';
import type { Grants } from '../consent/grants.ts';
import type { Erasures } from '../holding/erasures.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import { Attempts } from '../sign-in/attempts.ts';
import { Challenges } from '../sign-in/challenges.ts';
import type { DutiesParts } from './handlers.ts';
import { Incidents } from './incidents.ts';
import type { MessageParts } from './messages.ts';
import { Shutdown } from './shutdown.ts';
import { RecipientRecords, termsQueue } from './terms.ts';
import type { CountingHolder } from './touched.ts';

export interface DutiesOptions extends MessageParts {
  readonly feed: ChangeFeed;
  readonly grants: Grants;
  readonly erasures: Erasures;
  readonly takenBack: TakenBackNotes;
  readonly holders: readonly CountingHolder[];
  readonly redisUrl: string;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly scheduleMs: readonly number[];
  readonly post: PostWebhook;
  readonly identityKey: Buffer;
  readonly now: () => number;
}

export interface Duties extends DutiesParts, CasesParts {
  /** Tells recipients of their terms. */
  readonly termsOutbox: Outbox;
}

export function assembleDuties(options: DutiesOptions): Duties {
  const { pool, log, feed, takenBack, identityKey, now } = options;
  const orders = new Orders(options);
  const terms = new RecipientRecords({ ...options, hint: (eventId) => void termsOutbox.hint(eventId) });
  const termsOutbox: Outbox = new Outbox({
    ...{ pool, log, now, redisUrl: options.redisUrl, queue: termsQueue },
    attempt: (termsId, attempt) => terms.attempt(termsId, attempt),
  });
  return {
    takenBack,
    terms,
    termsOutbox,
    orders,
    others: new Others({
      ...{ identityKey, orders, log, sender: options.sender },
      challenges: new Challenges({ pool, key: identityKey, now }),
      attempts: new Attempts({ pool, key: identityKey, now }),
    }),
    faults: new Faults(options),
    deviceLogs: new DeviceLogs(options),
    audit: new AuditLog(pool, now),
    incidents: new Incidents(options),
    shutdown: new Shutdown(options),
    crossings: new Crossings(pool, feed, now),
  };
}
