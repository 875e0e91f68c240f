/** What became of suggestions, by digest of the sentence; and which sentences are alike. */
import { createHash } from 'node:crypto';
import { SentenceReview } from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, query } from '../../common/db/pool.ts';

const reviewNamed: Readonly<Record<string, SentenceReview>> = {
  taken: SentenceReview.TAKEN,
  declined: SentenceReview.DECLINED,
};

/** Alike but for case, spaces and punctuation. */
export const sameAs = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}<>_]+/gu, ' ')
    .trim();

export const digestOf = (text: string): string => createHash('sha256').update(sameAs(text)).digest('hex');

export async function reviewsOf(
  pool: Pool,
  skillId: string,
  locale: string,
): Promise<Map<string, SentenceReview>> {
  const rows = await query<{ sentence: string; review: string }>(
    pool,
    'select sentence, review from training_reviews where skill_id = $1 and locale = $2',
    [skillId, locale],
  );
  return new Map(rows.map(({ sentence, review }) => [sentence, reviewNamed[review] ?? 0]));
}
