import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import { medicine } from '../testing/medicine.ts';

describe('what is refused', () => {
  const engine = createEngine({
    models: [{ skillId: 'medicine', model: medicine }],
    locale: 'en-US',
    clock: () => Date.UTC(2026, 10, 23, 2, 0),
    timeZone: 'Asia/Shanghai',
  });
  const whyNot = (said: string) => {
    const { decision, interpretation, alternatives } = engine.turn(said);
    expect([decision, interpretation]).toEqual(['reject', undefined]);
    return alternatives[0]?.reasons().join('\n') ?? '';
  };

  it('says which sample was nearest, how likely it is, and what is wanted', () => {
    const why = whyNot('the history of the roman empire is long');
    expect(why).toMatch(/nearest is ".+" of medicine \w+, likely at \d+ %/);
    expect(why).toMatch(/too unsure: \d+ %, and 55 % is wanted/);
  });

  it.each(['let me call you back later', 'call me back at nine'])(
    'says that only what could be the text of a sample was said: %s',
    (said) => expect(whyNot(said)).toContain('none of its own words was said'),
  );

  it('says which words were left over', () => {
    expect(whyNot('remind me to call mom at nine and not at ten tomorrow')).toContain('left over');
  });
});
