import '../node/outside.ts';
import { describe, expect, test } from 'vitest';
import { likelihoodOf } from './likelihood.ts';
import { SkillIndex } from './skill-index.ts';
import type { LabelledUtterance } from './types.ts';

/** `turn on the [device:lamp]` to a labelled utterance. */
function labelled(intent: string, marked: string): LabelledUtterance {
  const slots: { name: string; start: number; end: number }[] = [];
  let text = '';
  let from = 0;
  for (const match of marked.matchAll(/\[(\w+):([^\]]+)\]/g)) {
    text += marked.slice(from, match.index);
    slots.push({ name: match[1]!, start: text.length, end: text.length + match[2]!.length });
    text += match[2]!;
    from = match.index + match[0].length;
  }
  return { text: text + marked.slice(from), intent, slots };
}

const lights = [
  ...['lamp', 'ceiling light', 'reading light'].flatMap((d) => [
    labelled('switch-on', `turn on the [device:${d}]`),
    labelled('switch-on', `please switch the [device:${d}] on`),
    labelled('switch-off', `turn off the [device:${d}]`),
  ]),
  labelled('dim', 'make it darker in here'),
];
const coffee = ['latte', 'espresso', 'flat white'].flatMap((d) => [
  labelled('order', `i would like a [drink:${d}]`),
  labelled('order', `order me a [drink:${d}] please`),
  labelled('repeat', 'the same coffee as yesterday'),
]);
const hotel = ['两瓶', '三瓶', '一瓶'].flatMap((n) => [
  labelled('water', `送[count:${n}]水到房间`),
  labelled('water', `请给我拿[count:${n}]水`),
  labelled('clean', '请打扫一下房间'),
]);

const english = { locale: 'en-US' };

function filled(): SkillIndex {
  const index = new SkillIndex();
  index.enable('lights', lights, { locale: 'en-US' });
  index.enable('coffee', coffee, { locale: 'en-US' });
  index.enable('hotel', hotel, { locale: 'zh-CN' });
  return index;
}

describe('an index of skills', () => {
  test('finds the intent and its slots behind words that no sample has', () => {
    const [best] = filled().query('could you turn on the kitchen lamp', english);
    expect(best).toMatchObject({ skillId: 'lights', intent: 'switch-on' });
    const [drink] = filled().query('order me a cappuccino please', english);
    expect(drink).toMatchObject({ skillId: 'coffee', intent: 'order' });
    expect(drink!.tagging.slots).toMatchObject([{ name: 'drink', text: 'cappuccino', start: 11, end: 21 }]);
  });

  test('counts what other intents of a skill explain for each of them', () => {
    const index = filled();
    index.enable('shop', [labelled('buy', 'buy a reading light for me')], english);
    const { evidences, confidence } = index.query('reading light', english)[0]!;
    expect(index.query('reading light', english)[0]).toMatchObject({ skillId: 'lights' });
    expect(evidences.siblings).toBeGreaterThan(0);
    expect(likelihoodOf({ ...evidences, siblings: 0 })).toBeLessThan(confidence);
  });

  test('needs no spaces in Chinese', () => {
    const [best] = filled().query('麻烦送四瓶水到房间', { locale: 'zh-CN' });
    expect(best).toMatchObject({ skillId: 'hotel', intent: 'water' });
    expect(best!.tagging.slots[0]).toMatchObject({ name: 'count', text: '四瓶', start: 3, end: 5 });
  });

  test('is surer of what it was taught than of what nobody taught it', () => {
    const index = filled();
    const taught = index.query('please switch the lamp on', english)[0]!.confidence;
    const foreign =
      index.query('the parliament on the hill debates fishing quotas', english)[0]?.confidence ?? 0;
    expect(taught).toBeGreaterThan(0.8);
    expect(foreign).toBeLessThan(0.3);
  });

  test('answers only for the skills and the locale it is asked for', () => {
    const index = filled();
    expect(
      index
        .query('turn on the lamp', { ...english, enabled: new Set(['coffee', 'hotel']) })
        .map((h) => h.skillId),
    ).not.toContain('lights');
    expect(index.query('turn on the lamp', { locale: 'zh-CN' })).toEqual([]);
  });

  test('no score depends on the order of enabling, nor on what has come and gone', () => {
    const skills = { lights, coffee } as const;
    const scores = (order: readonly (keyof typeof skills)[], gone: boolean) => {
      const index = new SkillIndex();
      if (gone) {
        index.enable('hotel', hotel, { locale: 'zh-CN' });
        index.enable('lights', coffee, english);
      }
      for (const id of order) index.enable(id, skills[id], english);
      if (gone) index.disable('hotel');
      return ['turn the lamp on please', 'get me a flat white', 'make me an espresso'].map((text) =>
        index
          .query(text, english)
          .map(({ skillId, intent, score, confidence }) => ({ skillId, intent, score, confidence })),
      );
    };
    const first = scores(['lights', 'coffee'], false);
    expect(first.every((found) => found.length > 0)).toBe(true);
    expect(scores(['coffee', 'lights'], false)).toEqual(first);
    expect(scores(['coffee', 'lights'], true)).toEqual(first);
  });

  test('a snapshot does not see what happens after it', () => {
    const index = filled();
    const before = index.snapshot();
    index.disable('lights');
    index.enable('coffee', [labelled('cancel', 'forget my order')], { locale: 'en-US' });
    expect(before.query('turn off the lamp', english)[0]).toMatchObject({
      skillId: 'lights',
      intent: 'switch-off',
    });
    expect(before.query('order me a latte please', english)[0]).toMatchObject({ intent: 'order' });
    expect(index.query('turn off the lamp', english).map((h) => h.skillId)).not.toContain('lights');
    expect(index.query('order me a latte please', english).map((h) => h.intent)).not.toContain('order');
  });

  test('survives being emptied and filled many times', () => {
    const index = filled();
    const kept = index.snapshot();
    for (let round = 0; round < 200; round++) {
      index.enable('coffee', coffee, { locale: 'en-US' });
      index.disable('coffee');
    }
    expect(index.snapshot().skillIds).toEqual(['lights', 'hotel']);
    expect(index.query('turn off the lamp', english)[0]).toMatchObject({ skillId: 'lights' });
    expect(kept.query('order me a latte please', english)[0]).toMatchObject({ skillId: 'coffee' });
  });

  test('no edit costs more than a few skills, whatever the size and whatever has come and gone', () => {
    const index = new SkillIndex();
    const examples = (n: number) => [
      ...['lamp', 'fan', 'radio'].map((thing) => labelled(`on-${thing}`, `turn on the ${thing} of home${n}`)),
      labelled('off', `switch everything of home${n} off`),
    ];
    let steps = 0;
    const cost = (edit: () => void) => {
      edit();
      const took = index.steps - steps;
      steps = index.steps;
      return took;
    };
    const one = cost(() => index.enable('home-0', examples(0), english));
    const costs: number[] = [];
    for (let n = 1; n < 600; n += 1) costs.push(cost(() => index.enable(`home-${n}`, examples(n), english)));
    for (let n = 0; n < 500; n += 1) costs.push(cost(() => index.disable(`home-${n}`)));
    for (let n = 600; n < 800; n += 1)
      costs.push(cost(() => index.enable(`home-${n}`, examples(n), english)));
    // The skill itself, at two places while the living move out, and the few that move with it.
    expect(Math.max(...costs)).toBeLessThan(14 * one);
    expect(index.skillIds.length).toBe(300);
    for (const n of [500, 599, 600, 799])
      expect(index.query(`turn on the fan of home${n}`, english)[0]).toMatchObject({ skillId: `home-${n}` });
    expect(index.query('turn on the fan of home7', english)[0]?.skillId).not.toBe('home-7');
  });

  test('says which sample won', () => {
    const reasons = filled().query('turn on the lamp', english)[0]!.explain();
    expect(reasons[0]!.feature).toContain('turn on the lamp');
  });

  test.each(['', '   ', '\u0000\u0001', '😀😀', 'x'.repeat(10_000), '水'.repeat(10_000)])(
    'takes odd input calmly (%#)',
    (text) => {
      expect(Array.isArray(filled().query(text, english))).toBe(true);
    },
  );
});
