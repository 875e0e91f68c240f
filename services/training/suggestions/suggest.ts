/** What many people said in vain, or had to correct, for whoever writes a skill's model; each reviewed once. */
import {
  type SentenceReview,
  type SuggestedSentence,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import { dayOf, openText, type SampleRow, sampleColumns } from '../samples/sample-store.ts';
import { digestOf, reviewsOf, sameAs } from './reviews.ts';

/** Fewer people than this, and a sentence could be somebody's own. */
const minSpeakers = 10;
const maxSuggested = 200;
const maxScanned = 50_000;

export interface SuggestionParts {
  readonly pool: Pool;
  readonly consent: Pick<ConsentPort, 'openKeys'>;
  readonly now: () => number;
}

type VainEnd = typeof TurnEnd.REJECTED | typeof TurnEnd.CORRECTED;
const isVain = (end: TurnEnd): end is VainEnd => end === TurnEnd.REJECTED || end === TurnEnd.CORRECTED;

interface Said {
  readonly text: string;
  /** Keys of people, by collection. */
  readonly people: Map<string, Set<string>>;
  readonly ends: Record<VainEnd, number>;
}

/**
 * Sentences that led to nothing or had to be corrected, said alike by at least ten people of one collection, most of them
 * first. People have one key in each collection, so nobody counts twice.
 */
export async function suggestSentences(
  { pool, consent, now }: SuggestionParts,
  { skillId, locale, withReviewed }: { skillId: string; locale: string; withReviewed: boolean },
): Promise<SuggestedSentence[]> {
  const rows = await query<SampleRow>(
    pool,
    `select ${sampleColumns} from training_samples where locale = $1 and expires_on > $2
     order by made_on desc limit ${maxScanned}`,
    [locale, dayOf(now())],
  );
  const keys = await consent.openKeys(rows.map(({ key_id }) => key_id));
  const said = new Map<string, Said>();
  for (const row of rows) {
    const open = keys.get(row.key_id);
    if (open === undefined) continue;
    const { text, end, skillId: asked } = openText(open.key, row);
    if (isVain(end) && asked === skillId) count(said, row, text, end);
  }
  const reviews = await reviewsOf(pool, skillId, locale);
  const reviewOf = (text: string): SentenceReview => reviews.get(digestOf(text)) ?? 0;
  return [...said.values()]
    .map(({ text, people, ends }) => ({
      text,
      speakers: Math.max(...[...people.values()].map(({ size }) => size)),
      end: ends[TurnEnd.CORRECTED] > ends[TurnEnd.REJECTED] ? TurnEnd.CORRECTED : TurnEnd.REJECTED,
      review: reviewOf(text),
    }))
    .filter(({ speakers, review }) => speakers >= minSpeakers && (withReviewed || review === 0))
    .sort((a, b) => b.speakers - a.speakers)
    .slice(0, maxSuggested);
}

function count(said: Map<string, Said>, row: SampleRow, text: string, end: VainEnd): void {
  const alike = sameAs(text);
  const none = { [TurnEnd.REJECTED]: 0, [TurnEnd.CORRECTED]: 0 };
  const known = said.get(alike) ?? { text, people: new Map<string, Set<string>>(), ends: none };
  const inCollection = known.people.get(row.collection_id) ?? new Set();
  known.people.set(row.collection_id, inCollection.add(row.key_id));
  known.ends[end] += 1;
  said.set(alike, known);
}
