/**
 * A developer's word on a suggestion. It names its sentence by a digest, and only a sentence that enough people said can be
 * reviewed: no row leads to anybody. It goes after as many days as a sample.
 */
import { SentenceReview } from '../../../proto/gen/earshot/training/v1/training.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { dayOf, lifeMs } from '../samples/sample-store.ts';
import { digestOf, sameAs } from './reviews.ts';
import { type SuggestionParts, suggestSentences } from './suggest.ts';

const names = { [SentenceReview.TAKEN]: 'taken', [SentenceReview.DECLINED]: 'declined' } as const;

/** @throws EarshotError NOT_FOUND for what is not suggested: nobody asks here what somebody said. */
export async function reviewSentence(
  parts: SuggestionParts,
  request: { skillId: string; locale: string; text: string; review: SentenceReview },
): Promise<void> {
  const { skillId, locale, text, review } = request;
  const suggested = await suggestSentences(parts, { skillId, locale, withReviewed: true });
  if (!suggested.some((one) => sameAs(one.text) === sameAs(text))) throw new EarshotError('NOT_FOUND');
  const { pool, now } = parts;
  await query(pool, 'delete from training_reviews where reviewed_on <= $1', [dayOf(now() - lifeMs)]);
  const known = [skillId, locale, digestOf(text)];
  if (review === SentenceReview.UNSPECIFIED) {
    const mine = 'skill_id = $1 and locale = $2 and sentence = $3';
    await query(pool, `delete from training_reviews where ${mine}`, known);
    return;
  }
  await query(
    pool,
    `insert into training_reviews (skill_id, locale, sentence, review, reviewed_on) values ($1, $2, $3, $4, $5)
     on conflict (skill_id, locale, sentence) do update set review = excluded.review, reviewed_on = excluded.reviewed_on`,
    [...known, names[review], dayOf(now())],
  );
}
