/** Voices of those who agreed: kept sealed under their own keys, compared here, forgotten with the consent. */
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { answersOf } from '../consent/consents.ts';
import type { Answer, ConsentTexts } from '../consent/texts/texts.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';
import { likeness, meanVoice, readVoice, writeVoice } from './vector.ts';

const leastRecordings = 3;
const mostRecordings = 20;
/** A home with more is no home; comparing goes on for no longer. */
const maxCompared = 32;

export interface VoiceprintParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly texts: ConsentTexts;
  /** From this likeness on a voice is known, 0 to 1; see docs/bench-voiceprint.md. */
  readonly threshold: number;
  readonly now: () => number;
}

interface VoiceRow {
  subject_id: string;
  key_id: string | null;
  sealed_voice: Buffer;
  answers: Answer[];
  [column: string]: unknown;
}

const contextOf = (subjectId: string): string => `voiceprint:${subjectId}`;

export class Voiceprints {
  readonly #parts: VoiceprintParts;

  constructor(parts: VoiceprintParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT; CONSENT_REQUIRED without the person's own yes; PERMISSION_DENIED for a child */
  async keep(subjectId: string, recordings: readonly Uint8Array[]): Promise<void> {
    const { pool, keys, texts, now } = this.#parts;
    if (recordings.length < leastRecordings || recordings.length > mostRecordings)
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'voices' } });
    const voice = meanVoice(recordings.map(readVoice));
    await withTransaction(pool, async (client) => {
      // The account's lock is that of a withdrawal too: no voice is kept behind one.
      const key = await subjectKey(client, keys, subjectId);
      const [row] = await query<{ is_child: boolean; answers: Answer[] }>(
        client,
        `select s.is_child, ${answersOf('c.subject_id = s.subject_id')} as answers
         from subjects s where s.subject_id = $1 and s.household_id is not null and s.restricted_at is null`,
        [subjectId],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      if (row.is_child) throw new EarshotError('PERMISSION_DENIED');
      if (!texts.live(row.answers).has('voiceprint')) throw new EarshotError('CONSENT_REQUIRED');
      await query(
        client,
        `insert into voiceprints (subject_id, sealed_voice, made_at) values ($1, $2, $3)
         on conflict (subject_id) do update set sealed_voice = excluded.sealed_voice, made_at = excluded.made_at`,
        [subjectId, seal(key, writeVoice(voice), contextOf(subjectId)), new Date(now())],
      );
    });
  }

  /** When it was made; 0 where none is kept. */
  async since(subjectId: string): Promise<number> {
    const [row] = await query<{ made_at: Date }>(
      this.#parts.pool,
      'select made_at from voiceprints where subject_id = $1',
      [subjectId],
    );
    return row?.made_at.getTime() ?? 0;
  }

  async forget(subjectId: string): Promise<void> {
    await query(this.#parts.pool, 'delete from voiceprints where subject_id = $1', [subjectId]);
  }

  /** In a database from a backup: what had been made by then, and nothing that its person let be made since. */
  async forgetUntil(subjectId: string, untilMs: number): Promise<void> {
    await query(this.#parts.pool, 'delete from voiceprints where subject_id = $1 and made_at <= $2', [
      subjectId,
      new Date(untilMs),
    ]);
  }

  /**
   * Whether it is somebody of the device's home, or joined with it, and what is theirs. Only of those who agree at this moment,
   * at a device whose own account does; never in a hotel's room, nor where children listen.
   */
  async tell(deviceId: string, heard: Uint8Array): Promise<{ isKnown: boolean; ownThingIds: string[] }> {
    const { pool, threshold } = this.#parts;
    const voice = readVoice(heard);
    const rows = await query<VoiceRow>(
      pool,
      `with home as (
         select d.household_id from devices d join subjects o on o.subject_id = d.subject_id
         where d.device_id = $1 and d.revoked_at is null and d.household_id is not null
           and not d.is_child_device and not o.is_child and o.restricted_at is null)
       select s.subject_id, s.key_id, v.sealed_voice, ${answersOf('c.subject_id = s.subject_id')} as answers
       from voiceprints v join subjects s using (subject_id)
       where not s.is_child and s.restricted_at is null and (
         s.household_id in (select household_id from home) or s.subject_id in (
           select j.sub_id from joins j join subjects m on m.subject_id = j.main_id
           where j.joined_at is not null and m.household_id in (select household_id from home)))
       order by s.subject_id limit ${maxCompared}`,
      [deviceId],
    );
    const scored = (await Promise.all(rows.map((row) => this.#compare(row, voice)))).sort(
      (a, b) => b.score - a.score,
    );
    const [best] = scored;
    if (best === undefined || best.score < threshold) return { isKnown: false, ownThingIds: [] };
    const things = await query<{ thing_id: string }>(
      pool,
      `select t.thing_id from things t join devices d using (household_id)
       where d.device_id = $1 and t.of_subject = $2 order by t.thing_id`,
      [deviceId, best.subjectId],
    );
    return { isKnown: true, ownThingIds: things.map((thing) => thing.thing_id) };
  }

  async #compare(row: VoiceRow, heard: Float32Array): Promise<{ subjectId: string; score: number }> {
    const nobody = { subjectId: row.subject_id, score: -1 };
    if (!this.#parts.texts.live(row.answers).has('voiceprint')) return nobody;
    const voice = await openVoice(this.#parts, row);
    return voice === undefined ? nobody : { ...nobody, score: likeness(voice, heard) };
  }
}

/** `undefined` where its key was destroyed. */
export async function openVoice(
  { keys }: Pick<VoiceprintParts, 'keys'>,
  row: { readonly subject_id: string; readonly key_id: string | null; readonly sealed_voice: Buffer },
): Promise<Float32Array | undefined> {
  if (row.key_id === null) return undefined;
  const key = await openKey(keys, row.key_id);
  return key && readVoice(open(key, row.sealed_voice, contextOf(row.subject_id)));
}

/** As its person gets it: the numbers, or nothing where its key was destroyed. */
export async function openHeldVoice(
  { pool, keys }: Pick<VoiceprintParts, 'pool' | 'keys'>,
  row: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const subjectId = String(row['subject_id']);
  const [subject] = await query<{ key_id: string | null }>(
    pool,
    'select key_id from subjects where subject_id = $1',
    [subjectId],
  );
  const voice = await openVoice(
    { keys },
    { subject_id: subjectId, key_id: subject?.key_id ?? null, sealed_voice: row['sealed_voice'] as Buffer },
  );
  return voice && JSON.stringify([...voice]);
}

/** A consent that ends, and an account that turns out to be a child's, take the voice along. */
export async function forgetVoice(client: PoolClient, subjectId: string): Promise<void> {
  await query(client, 'delete from voiceprints where subject_id = $1', [subjectId]);
}
