import { card, defineSkill, type Locale } from '@earshot/skills-sdk';
import { highest, judge, type PlayingCard, strength, type Verdict } from './hand.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

interface Heard<Value> {
  readonly value: Value | null;
}

/** Cards whose rank was understood, in the order they were said. */
function cardsOf(
  ...pairs: (readonly [Heard<PlayingCard['rank']> | undefined, Heard<PlayingCard['suit']> | undefined])[]
): PlayingCard[] {
  return pairs.flatMap(([rank, suit]) =>
    rank?.value ? [{ rank: rank.value, suit: suit?.value ?? undefined }] : [],
  );
}

const verdicts: Readonly<Record<Verdict, Readonly<Record<Locale, string>>>> = {
  'straight-flush': { 'zh-CN': '同花顺', 'en-US': 'a straight flush' },
  'three-of-a-kind': { 'zh-CN': '三条', 'en-US': 'three of a kind' },
  straight: { 'zh-CN': '顺子', 'en-US': 'a straight' },
  flush: { 'zh-CN': '同花', 'en-US': 'a flush' },
  pair: { 'zh-CN': '一对', 'en-US': 'a pair' },
  'high-card': { 'zh-CN': '散牌', 'en-US': 'nothing but a high card' },
};

function nameOf({ rank, suit }: PlayingCard, locale: Locale): string {
  const rankName = model.types.Rank.values.find(({ id }) => id === rank)?.forms[locale][0] ?? rank;
  const suitName = model.types.Suit.values.find(({ id }) => id === suit)?.forms[locale][0];
  if (suitName === undefined) return rankName;
  return locale === 'zh-CN' ? `${suitName}${rankName}` : `${rankName} of ${suitName}`;
}

function verdictOn(cards: readonly PlayingCard[], locale: Locale): string {
  if (cards.length === 0) return locale === 'zh-CN' ? '没听清是什么牌。' : 'I did not catch the cards.';
  const best = highest(cards);
  if (cards.length === 1) {
    const name = nameOf(best, locale);
    return locale === 'zh-CN'
      ? `${name}，${strength(best.rank)}点。`
      : `The ${name} counts ${strength(best.rank)}.`;
  }
  const names = cards.map((one) => nameOf(one, locale)).join(locale === 'zh-CN' ? '、' : ', ');
  const verdict = verdicts[judge(cards)][locale];
  return locale === 'zh-CN'
    ? `${names}：${verdict}，最大的是${nameOf(best, locale)}。`
    : `${names}: that is ${verdict}, and the ${nameOf(best, locale)} leads.`;
}

/** Judges a hand. */
export const skill = defineSkill({
  manifest,
  model,
  intents: {
    OneCard: ({ slots, tell, locale }) => {
      const cards = cardsOf([slots.rank, slots.suit]);
      return tell(verdictOn(cards, locale), {
        directives: cards.map((one) => card(nameOf(one, locale), '')),
      });
    },
    TwoCards: ({ slots, tell, locale }) =>
      tell(
        verdictOn(cardsOf([slots.firstRank, slots.firstSuit], [slots.secondRank, slots.secondSuit]), locale),
      ),
    ThreeCards: ({ slots, tell, locale }) =>
      tell(
        verdictOn(
          cardsOf(
            [slots.firstRank, slots.firstSuit],
            [slots.secondRank, slots.secondSuit],
            [slots.thirdRank, slots.thirdSuit],
          ),
          locale,
        ),
      ),
  },
});
