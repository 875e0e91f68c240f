/** Sends a text to whoever can be reached: to the addresses that an account signs in with, in the language of its last yes. */
import { type Pool, query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Sender } from '../messages/sender.ts';
import { openIdentity } from '../sign-in/account.ts';

export const locales = ['zh-CN', 'en-US'] as const;
export type Locale = (typeof locales)[number];
export const localeOf = (name: string): Locale => (name.startsWith('en') ? 'en-US' : 'zh-CN');

export interface MessageParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  /** Absent: nobody can be reached by a message. */
  readonly sender: Sender | undefined;
  readonly log: Logger;
}

/** The language in which an account agreed last. */
export async function localeOfAccount(pool: Pool, subjectId: string): Promise<Locale> {
  const [row] = await query<{ locale: string }>(
    pool,
    'select locale from consents where subject_id = $1 order by given_at desc limit 1',
    [subjectId],
  );
  return localeOf(row?.locale ?? '');
}

/** To each address of an account. @returns whether one of them took it. */
export async function sendTo(
  { pool, keys, sender, log }: MessageParts,
  subjectId: string,
  text: (locale: Locale) => string,
): Promise<boolean> {
  if (sender === undefined) return false;
  const rows = await query(pool, 'select * from identities where subject_id = $1', [subjectId]);
  const words = rows.length === 0 ? '' : text(await localeOfAccount(pool, subjectId));
  let isTaken = false;
  for (const row of rows) {
    try {
      const address = await openIdentity({ pool, keys }, row);
      if (address === undefined) continue;
      await sender.send(address, words);
      isTaken = true;
    } catch (error) {
      log.warn('duties.message-not-sent', {}, error);
    }
  }
  return isTaken;
}
