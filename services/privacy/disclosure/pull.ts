/** Reads granted profile fields, one at a time, each on record. */
import { randomUUID } from 'node:crypto';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ProfileStore } from '../accounts/profile.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import { decideField } from './decide.ts';
import { readPullToken } from './pull-token.ts';
import type { Snapshots } from './snapshot.ts';

export interface PullerOptions {
  readonly snapshots: Snapshots;
  readonly ledger: LedgerWriter;
  readonly profile: ProfileStore;
  readonly pullTokenKey: Buffer;
  readonly now: () => number;
}

/** Reads granted profile fields, one at a time, each with a line in the ledger. */
export class Puller {
  readonly #options: PullerOptions;

  constructor(options: PullerOptions) {
    this.#options = options;
  }

  /**
   * The grant is checked at the time of reading, in the same statement that writes the line: a withdrawal between
   * token and reading refuses.
   * @throws EarshotError UNAUTHENTICATED for a token that is not good (any more); PERMISSION_DENIED for a path that
   *   is not in it or not granted now; SKILL_OTHER_REGION behind a border that is closed by now; NOT_FOUND when the
   *   person never gave this field.
   */
  async pull(token: string, path: string): Promise<string> {
    const { snapshots, ledger, profile, pullTokenKey, now } = this.#options;
    const claims = readPullToken(pullTokenKey, token, now());
    const grantId = new Map(claims.grants).get(path);
    if (grantId === undefined) throw new EarshotError('PERMISSION_DENIED');
    for (let round = 0; round < 5; round += 1) {
      const snapshot = await snapshots.get(claims.deviceId, claims.skillId, claims.skillVersion);
      if (snapshot === undefined || snapshot.epoch !== claims.epoch)
        throw new EarshotError('UNAUTHENTICATED');
      if (!snapshot.mayReach) throw new EarshotError('SKILL_OTHER_REGION');
      // The purpose was compared when the token was made; the same grant still has the same purpose.
      const grant = snapshot.decision.grants.get(path);
      if (grant?.grantId !== grantId) throw new EarshotError('PERMISSION_DENIED');
      const verdict = decideField(snapshot.decision, {
        path,
        valueClass: DataClass.UNSPECIFIED,
        isImpliedByEnabling: false,
        isPulled: true,
        declaredPurposes: [grant.purpose],
      });
      if (!verdict.isAllowed || verdict.grant === undefined) throw new EarshotError('PERMISSION_DENIED');
      const value = await profile.get(snapshot.subjectId, path);
      const outcome = await ledger.append(
        {
          chainId: snapshot.chainId,
          disclosureId: randomUUID(),
          kind: 'pull',
          skillId: claims.skillId,
          skillVersion: claims.skillVersion,
          turnId: claims.turnId,
          // That a field is empty is an answer, too: the line is written with size 0.
          fields: [
            {
              path,
              valueClass: verdict.valueClass,
              sizeBytes: Buffer.byteLength(value ?? '', 'utf8'),
              purpose: verdict.grant.purpose,
              grantId: verdict.grant.grantId,
            },
          ],
          disclosedAtMs: now(),
        },
        snapshot.consentRevision,
      );
      if (outcome === 'written') {
        if (value === undefined) throw new EarshotError('NOT_FOUND');
        return value;
      }
      snapshots.drop(snapshot);
    }
    throw new EarshotError('OVERLOADED');
  }
}
