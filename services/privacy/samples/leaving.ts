/** Samples that leave as a copy stand in the ledger of each person first; whoever no longer allows it keeps theirs. */
import { randomUUID } from 'node:crypto';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { LeavingSamples } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { isUuid } from '../../common/uuid.ts';
import type { EntryBody } from '../ledger/entry.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import { copyRecipient, trainingRecipient } from './names.ts';

const maxKeys = 500;
/** As for any other disclosure: consent that changes more often within one call is an attack or a mistake. */
const maxDecisions = 5;

interface PersonRow {
  readonly key_id: string;
  readonly chain_id: string;
  readonly consent_revision: number;
  readonly grants: { readonly path: string; readonly purpose: string; readonly grantId: string }[];
}

export class SamplesLeaving {
  readonly #parts: { readonly pool: Pool; readonly ledger: LedgerWriter; readonly now: () => number };

  constructor(parts: { readonly pool: Pool; readonly ledger: LedgerWriter; readonly now: () => number }) {
    this.#parts = parts;
  }

  /** @returns keys of which the line is written: samples of no other key may leave. @throws EarshotError INVALID_ARGUMENT */
  async disclose(
    copyId: string,
    datasetVersion: number,
    leaving: readonly LeavingSamples[],
  ): Promise<string[]> {
    if (!isUuid(copyId) || leaving.length > maxKeys || datasetVersion < 1) {
      throw new EarshotError('INVALID_ARGUMENT');
    }
    const allowed: string[] = [];
    let open = leaving;
    for (let round = 0; round < maxDecisions && open.length > 0; round += 1) {
      const people = new Map((await this.#people(open)).map((row) => [row.key_id, row]));
      const outcomes = await Promise.all(
        open.flatMap((samples) => {
          const person = people.get(samples.keyId);
          const body = person && this.#entry(copyId, datasetVersion, samples, person);
          if (person === undefined || body === undefined) return [];
          return [
            this.#parts.ledger
              .append(body, person.consent_revision)
              .then((outcome) => ({ samples, outcome })),
          ];
        }),
      );
      for (const { samples, outcome } of outcomes) if (outcome === 'written') allowed.push(samples.keyId);
      open = outcomes.flatMap(({ samples, outcome }) => (outcome === 'stale' ? [samples] : []));
    }
    return allowed;
  }

  /** Absent when something would leave that is not granted. */
  #entry(
    copyId: string,
    datasetVersion: number,
    { textBytes, audioBytes, conversationBytes }: LeavingSamples,
    { chain_id, grants }: PersonRow,
  ): EntryBody | undefined {
    const sizes = [
      { path: 'sample.text', valueClass: DataClass.UTTERANCE, sizeBytes: textBytes },
      { path: 'sample.audio', valueClass: DataClass.AUDIO, sizeBytes: audioBytes },
      { path: 'sample.conversation', valueClass: DataClass.UTTERANCE, sizeBytes: conversationBytes },
    ].filter(({ sizeBytes }) => sizeBytes > 0);
    const fields = sizes.flatMap((field) => {
      const grant = grants.find(({ path }) => path === field.path);
      return grant === undefined ? [] : [{ ...field, purpose: grant.purpose, grantId: grant.grantId }];
    });
    if (fields.length < sizes.length || fields.length === 0) return undefined;
    return {
      chainId: chain_id,
      disclosureId: randomUUID(),
      kind: 'invoke',
      skillId: copyRecipient(copyId),
      skillVersion: String(datasetVersion),
      turnId: copyId,
      fields,
      disclosedAtMs: this.#parts.now(),
    };
  }

  #people(leaving: readonly LeavingSamples[]): Promise<PersonRow[]> {
    return query<PersonRow>(
      this.#parts.pool,
      `select k.key_id, s.chain_id, h.consent_revision,
         coalesce((select jsonb_agg(jsonb_build_object('path', g.path, 'purpose', g.purpose, 'grantId', g.grant_id))
           from grants g where g.subject_id = k.subject_id and g.skill_id = $2 and g.withdrawn_at is null), '[]') as grants
       from sample_keys k join subjects s using (subject_id) join ledger_heads h using (chain_id)
       where k.key_id::text = any($1) and k.ended_at is null and k.expires_at > $3`,
      [leaving.map(({ keyId }) => keyId), trainingRecipient, new Date(this.#parts.now())],
    );
  }
}
