/**
 * What people take back, as notes that outlive the database (`common/notes/taken-back.ts`): each withdrawal, restriction, revocation,
 * removal and deletion.
 */
import { join } from 'node:path';
import type { Pool } from '../../common/db/pool.ts';
import { TakenBackLog } from '../../common/notes/taken-back.ts';
import type { NoticeEvent } from '../notices/record.ts';

/** Random names, and names of skills, purposes and fields; never a value. `every-call.test.ts` says which call makes which. */
export type TakenBack =
  | {
      readonly kind: 'grants';
      readonly subjectId: string;
      readonly skillId: string;
      readonly paths: string[];
    }
  | {
      readonly kind: 'skill';
      readonly owner: { readonly subjectId: string; readonly householdId: string; readonly tenantId: string };
      readonly skillId: string;
      readonly cause: NoticeEvent;
    }
  | {
      readonly kind: 'consent';
      readonly who: { readonly subjectId: string; readonly tenantId: string };
      readonly purpose: string;
      readonly way: string;
    }
  | { readonly kind: 'restriction'; readonly subjectId: string; readonly isRestricted: boolean }
  | {
      readonly kind: 'device';
      readonly deviceId: string;
      readonly householdId: string;
      readonly tenantId: string;
    }
  | {
      readonly kind: 'history';
      readonly subjectId: string;
      readonly what: {
        readonly entryIds: string[];
        readonly fromMs: number;
        readonly untilMs: number;
        readonly isEverything: boolean;
      };
    }
  | { readonly kind: 'history-days'; readonly subjectId: string; readonly days: number }
  | { readonly kind: 'crossing'; readonly subjectId: string; readonly recipient: string }
  | { readonly kind: 'crossing-by-law'; readonly recipient: string; readonly region: string }
  | { readonly kind: 'fault'; readonly subjectId: string; readonly caseId: string }
  /** Keyed hash of an address, hexadecimal. */
  | { readonly kind: 'other'; readonly mac: string }
  | { readonly kind: 'join'; readonly subjectId: string; readonly joinId: string }
  | { readonly kind: 'link'; readonly subjectId: string; readonly skillId: string }
  | { readonly kind: 'profile'; readonly subjectId: string; readonly path: string }
  | {
      readonly kind: 'room';
      readonly householdId: string;
      readonly tenantId: string;
      readonly roomId: string;
    }
  | { readonly kind: 'thing'; readonly householdId: string; readonly thingId: string }
  | { readonly kind: 'stay'; readonly tenantId: string; readonly stayId: string }
  | { readonly kind: 'colleague'; readonly tenantId: string; readonly subjectId: string }
  | { readonly kind: 'hotel-key'; readonly tenantId: string; readonly keyId: string }
  /** The month is sealed with the account's own key, base64: gone with it. */
  | {
      readonly kind: 'child';
      readonly subjectId: string;
      readonly keyId: string;
      readonly sealedBorn: string;
    }
  | {
      readonly kind: 'child-device';
      readonly guardianId: string;
      readonly childId: string;
      readonly householdId: string;
      readonly deviceId: string;
      readonly isGiven: boolean;
    }
  /** Hashes of 256 random bits, hexadecimal, as the table holds them. */
  | {
      readonly kind: 'token';
      readonly deviceId: string;
      readonly endedHash: string;
      readonly nextHash: string;
    }
  /** How somebody sounds. */
  | { readonly kind: 'voice'; readonly subjectId: string }
  /** A way to sign in, by its random name. */
  | { readonly kind: 'way'; readonly subjectId: string; readonly wayId: string }
  /** What was left to somebody of the staff; the id is made of their key. */
  | {
      readonly kind: 'staff';
      readonly staffId: string;
      readonly roles: readonly string[];
      readonly isSuspended: boolean;
    }
  | {
      readonly kind: 'transfer';
      readonly recipient: string;
      readonly operator: string;
      readonly cause: string;
      readonly takesDuties: boolean;
    };

export class TakenBackNotes extends TakenBackLog<TakenBack> {
  constructor(pool: Pool, stateDirectory: string, now: () => number) {
    super({ pool, folder: join(stateDirectory, 'taken-back'), table: 'taken_back', stateOf, now });
  }
}

function stateOf(taken: TakenBack): string | undefined {
  switch (taken.kind) {
    case 'restriction':
    case 'history-days':
      return `${taken.kind} ${taken.subjectId}`;
    case 'child-device':
      return `${taken.kind} ${taken.deviceId}`;
    case 'staff':
      return `${taken.kind} ${taken.staffId}`;
    default:
      return undefined;
  }
}
