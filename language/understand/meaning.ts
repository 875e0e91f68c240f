/** Words that carry meaning whatever the skill: times, amounts, negations, people. They are never dropped. */
import type { Scope } from '../matcher/scope.ts';
import type { BuiltInSlotType, Locale } from '../model/types.ts';
import { personAt } from '../slots/people.ts';
import type { SlotMatch } from '../slots/types.ts';

const temporalTypes = ['datetime', 'date', 'time'] as const satisfies readonly BuiltInSlotType[];
const amountTypes = [
  'duration',
  'temperature',
  'percentage',
  'ordinal',
  'number',
] as const satisfies readonly BuiltInSlotType[];
const nameTypes = ['device-name', 'room-name'] as const satisfies readonly BuiltInSlotType[];

const negations: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set('not no never without except neither nor none unless instead cancel'.split(' ')),
  'zh-CN': new Set([...'不别没勿莫非']),
};

/** Nothing but a word of negation. */
export const isDenial = (text: string, locale: Locale): boolean =>
  negations[locale].has(text.toLowerCase().trim());

/** Chinese words in which a sign of negation denies nothing. */
const harmless =
  /不错|不过|不管|不如|不同|不少|不断|不仅|不但|不好意思|差不多|了不起|不客气|特别|别人|别的|区别|告别|级别|性别|分别|别墅|无所谓|要不要/gu;
const helpers = new Set('is are was were do does did can could will would should have has'.split(' '));
const askedOf = new Set(['it', 'you', 'we', 'they', 'i', 'that', 'this', 'he', 'she']);

/** "Or not", "whether or not", "do not let me forget", "isn't it", a closing "instead", 是不是, 冷不冷, 下雨没: a word of negation that denies nothing. */
function isNoDenial({ keys, context }: Scope, at: number): boolean {
  const [before, own, after] = [keys[at - 1], keys[at], keys[at + 1]];
  if (context.locale === 'en-US') {
    if (own === 'instead') return after === undefined;
    if (own !== 'not') return false;
    if (after === undefined) return before === 'or' || before === 'why';
    if (before === 'or' && keys[at - 2] === 'whether') return true;
    const isLeft = after === 'let' && keys[at + 3] === 'forget';
    return after === 'forget' || isLeft || (helpers.has(before ?? '') && askedOf.has(after));
  }
  if (before !== undefined && before === after) return true;
  const rest = keys.slice(at + 1).join('');
  if (own === '没' && before !== undefined && /^有?[啊呀呢]?$/.test(rest)) return true;
  const text = keys.slice(Math.max(0, at - 3), at + 4).join('');
  const place = Math.min(at, 3);
  return [...text.matchAll(harmless)].some(
    (word) => word.index <= place && place < word.index + word[0].length,
  );
}

/** Who begins with one of these tells of somebody, and asks nobody for anything. */
const others: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set(['he', 'she', 'they']),
  'zh-CN': new Set(['他', '她']),
};

/** The sentence tells of somebody: a word that no sound makes a part of a command. */
export const tellsOfOthers = ({ tokens, context }: Scope): boolean =>
  tokens[0] !== undefined && others[context.locale].has(tokens[0].key);

/** What can come again: "every event" and "each lamp" are all of them, and no time. */
const spans = [
  '(?:second|minute|hour|day|night|morning|afternoon|evening|week|weekday|weekend|workday|fortnight|month|quarter|year|time)s?',
  '(?:mon|tues|wednes|thurs|fri|satur|sun)days?|noon|midnight|bedtime|breakfast|lunch|dinner|supper|meal|birthday|holiday',
  'january|february|march|april|may|june|july|august|september|october|november|december',
  'spring|summer|autumn|fall|winter|season|christmas|easter',
].join('|');
const often =
  'other|single|few|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|first|second|third|fourth|last|[0-9]+';

/** Words that repeat a day or an hour. A skill's own value that says so is about time. */
const recurring: { readonly [L in Locale]: RegExp } = {
  'en-US': new RegExp(
    `^(?:on )?(?:(?:every|each)(?: (?:${often}))? (?:${spans})\\b|daily|weekly|monthly|yearly|weekdays?|weekends?|workdays?|nightly|once an? [a-z]+|twice an? [a-z]+)`,
  ),
  'zh-CN':
    /^(?:每隔?[一两二三]?个?(?:工作日|周末|小时|星期|礼拜|[天日周月年早晚夜])[一二三四五六]?|天天|日日|工作日|周末)/,
};

export const isRecurring = (form: string, locale: Locale) => recurring[locale].test(form);

const strong = (scope: Scope, type: string, at: number): SlotMatch | undefined =>
  scope.parse(type, at).find(({ isWeak }) => isWeak !== true);

const times = new WeakMap<Scope, (number | null)[]>();

/** "Tonight at ten", "tomorrow", 每天: the longest time that stands at `at`, weak ones ("ten") aside. Read once. */
export function timeAt(scope: Scope, at: number): number | undefined {
  let known = times.get(scope);
  if (known === undefined) {
    known = [];
    times.set(scope, known);
  }
  if (known[at] === undefined) known[at] = readTime(scope, at) ?? null;
  return known[at] ?? undefined;
}

function readTime(scope: Scope, at: number): number | undefined {
  const ends = temporalTypes.flatMap((type) => {
    const days = type === 'datetime' ? scope.parse(type, at) : [strong(scope, type, at)];
    // A whole day is weak as a moment and strong as a date.
    return days.flatMap((match) => (match && (match.isWeak !== true || isDay(match)) ? [match.end] : []));
  });
  const { locale } = scope.context;
  const text = scope.keys.slice(at, at + 6).join(locale === 'zh-CN' ? '' : ' ');
  const again = recurring[locale].exec(text)?.[0];
  if (again !== undefined) ends.push(at + (locale === 'zh-CN' ? again.length : again.split(' ').length));
  for (const { words, end } of scope.valuesAt(at)) {
    if (isRecurring(words.join(locale === 'zh-CN' ? '' : ' '), locale)) ends.push(end);
  }
  return ends.length === 0 ? undefined : Math.max(...ends);
}

const isDay = ({ value }: SlotMatch) => typeof value === 'object' && 'from' in value;

/** What is asked for is meant now, whether that is said or not. */
const present = new Set(['now', 'right now', '现在', '此刻', '马上', '立刻']);

/** One thing said that must not be lost: [at, end). */
export interface Meaning {
  readonly start: number;
  readonly end: number;
}

/** "A", 一 and the like count nothing by themselves. */
const countsNothing = new Set(['a', 'an', 'one', 'another', 'single', 'half', '一', '半', '俩']);

/**
 * What carries meaning among the tokens that nobody has explained. With `hasNames`, the names that everybody uses for
 * rooms and devices too: only where such names are wanted, as "door" and "study" are words like others elsewhere.
 */
export function meaningsIn(scope: Scope, isFree: (at: number) => boolean, hasNames = false): Meaning[] {
  const { tokens } = scope;
  const { locale, entities } = scope.context;
  const found: Meaning[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isFree(at)) continue;
    const key = tokens[at]!.key;
    const isOther = at === 0 && others[locale].has(key);
    const isDenied = negations[locale].has(key) && !isNoDenial(scope, at);
    let end = isOther || isDenied ? at + 1 : (personAt(tokens, at, locale) ?? timeAt(scope, at));
    if (end === undefined && !countsNothing.has(key)) {
      for (const type of amountTypes) {
        const match = strong(scope, type, at);
        if (match) end = Math.max(end ?? 0, match.end);
      }
    }
    for (const type of nameTypes) {
      if (!hasNames && !entities.some(({ slotType }) => slotType === type)) continue;
      const match = strong(scope, type, at);
      if (match) end = Math.max(end ?? 0, match.end);
    }
    if (end === undefined) continue;
    if (!present.has(scope.keys.slice(at, end).join(locale === 'zh-CN' ? '' : ' ')))
      found.push({ start: at, end });
    at = end - 1;
  }
  return found;
}
