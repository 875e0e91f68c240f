import { describe, expect, it } from 'vitest';
import { mergeByWord } from './by-word.ts';

/** `week:0.02` is a word and how sure the first hearing is of it. */
const heard = (text: string) =>
  text.split(' ').map((pair) => {
    const [word = '', confidence] = pair.split(':');
    return { word, confidence: Number(confidence ?? 1) };
  });
const merge = (first: string, second: string, sureFrom = 0.5) =>
  mergeByWord(heard(first), second.split(' '), sureFrom)?.join(' ');

describe('one reading out of two hearings', () => {
  it('takes each from where it is to be believed', () => {
    const first = 'remind:0.05 weak:0.02 to water the plants at nine tonight:0.7';
    expect(merge(first, 'remind me to water the plants at nine to night')).toBe(
      'remind me to water the plants at nine tonight',
    );
  });

  it('believes less of the first hearing the surer it has to be', () => {
    const first = 'a:0.8 minute:0.7 to pick up the children on the eighteenth';
    const second = 'remind me to pick up the children on the eighth';
    expect(merge(first, second, 0.5)).toBeUndefined();
    expect(merge(first, second, 0.9)).toBe('remind me to pick up the children on the eighteenth');
  });

  it('hears what only the second heard, and leaves out what the first was not sure of', () => {
    expect(merge('turn on uh:0.1 the tall:0.9 lamp um:0.2', 'please turn on the small lamp')).toBe(
      'please turn on the tall lamp',
    );
  });

  it('is nothing where one of them would stand alone, or where they share no word', () => {
    expect(merge('turn on the lamp', 'turn on the lamp')).toBeUndefined();
    expect(merge('turn on the lamb:0.1', 'turn on the lamp')).toBeUndefined();
    expect(merge('skip', 'it is')).toBeUndefined();
  });
});
