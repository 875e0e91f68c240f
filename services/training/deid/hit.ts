/** What the detector finds: which words of a text lead back to a person, and why it thinks so. */

/** Every kind of identifier that may not stand in a training sample. */
const identifierTypes = [
  'person',
  'address',
  'phone',
  'id_card',
  'bank_card',
  'ssn',
  'driver_licence',
  'passport',
  'iban',
  'email',
  'url',
  'ip',
  'mac',
  'imei',
  'meid',
  'imsi',
  'iccid',
  'device_id',
  'gps',
  'ssid',
  'plate',
  'account',
  'code',
  'number',
] as const;
export type IdentifierType = (typeof identifierTypes)[number];

/**
 * How sure a hit is. `unsure` words may or may not lead to somebody: they are replaced like the others, and a sample
 * that holds any is not used.
 */
export type Certainty = 'certain' | 'likely' | 'unsure';

export interface Hit {
  /** UTF-16 offsets into the text as it was given, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly type: IdentifierType;
  readonly certainty: Certainty;
  /** Name of the rule and what spoke for it, never the words themselves. */
  readonly reason: string;
}

const rank: Readonly<Record<Certainty, number>> = { certain: 2, likely: 1, unsure: 0 };

/**
 * One hit for each stretch: of those that overlap the surer wins, then the longer, and its neighbours' words are not
 * lost: what only the loser covered stays covered by the winner.
 */
export function merge(hits: readonly Hit[]): Hit[] {
  const sorted = [...hits].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Hit[] = [];
  for (const hit of sorted) {
    const last = merged.at(-1);
    if (last === undefined || hit.start >= last.end) {
      merged.push(hit);
      continue;
    }
    const [best] = [last, hit].sort(
      (a, b) => rank[b.certainty] - rank[a.certainty] || b.end - b.start - (a.end - a.start),
    );
    merged[merged.length - 1] = { ...best!, start: last.start, end: Math.max(last.end, hit.end) };
  }
  return merged;
}
