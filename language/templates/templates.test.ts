import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../matcher/compile.ts';
import { canBeEmpty, countExpansions, parseTemplate, referencesOf, TemplateError } from './index.ts';

const refused = (text: string) => {
  try {
    parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) return [error.reason, error.offset];
    throw error;
  }
  return undefined;
};

describe('parseTemplate', () => {
  it('reads words, groups, slots and rules with their offsets', () => {
    const node = parseTemplate('[please] turn (on|off) the {room} <lights>');
    expect(node.kind).toBe('sequence');
    if (node.kind !== 'sequence') return;
    expect(node.parts.map((part) => part.kind)).toEqual([
      'optional',
      'words',
      'alternatives',
      'words',
      'slot',
      'rule',
    ]);
    expect(node.parts[4]).toEqual({ kind: 'slot', name: 'room', start: 27, end: 33 });
    expect(node.parts[1]).toMatchObject({
      text: 'turn',
      start: 9,
      end: 13,
      spaceBefore: true,
      spaceAfter: true,
    });
  });

  it('reads Chinese without spaces', () => {
    const node = parseTemplate('[请]把{room}的灯(打开|关掉)');
    expect([...referencesOf(node, 'slot').keys()]).toEqual(['room']);
    expect(countExpansions(node)).toBe(4);
  });

  it('remembers where words are glued together', () => {
    const node = parseTemplate('light[s] on');
    if (node.kind !== 'sequence') throw new Error('expected a sequence');
    expect(node.parts[0]).toMatchObject({ text: 'light', spaceAfter: false });
    expect(node.parts[2]).toMatchObject({ text: 'on', spaceBefore: true });
  });

  it.each([
    ['', 'empty', 0],
    ['  ', 'empty', 0],
    ['turn [on', 'unclosed', 5],
    ['turn on]', 'unexpected-character', 7],
    ['turn (on]', 'unexpected-character', 8],
    ['turn ()', 'empty-group', 5],
    ['turn (on|)', 'empty-alternative', 9],
    ['turn (|on)', 'empty-alternative', 6],
    ['a {1x}', 'bad-name', 3],
    ['a {x', 'unclosed', 2],
    ['a > b', 'unexpected-character', 2],
    ['a\u0007b', 'control-character', 1],
    ['x'.repeat(2001), 'too-long', 2000],
    [`${'['.repeat(17)}a${']'.repeat(17)}`, 'too-deep', 16],
    ['[a]'.repeat(400), 'too-many-parts', expect.any(Number)],
  ])('refuses %.40j', (text, reason, offset) => {
    expect(refused(text)).toEqual([reason, offset]);
  });

  it('either parses or refuses with an offset inside the text, whatever it is given', () => {
    const alphabet = fc.constantFrom('[', ']', '(', ')', '{', '}', '<', '>', '|', 'a', '灯', ' ', '\u0000');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const error = refused(text);
        if (error) expect(error[1]).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('countExpansions', () => {
  it('counts what expanding would give', () => {
    expect(countExpansions(parseTemplate('[a] (b|c|d [e]) {f}'))).toBe(2 * 4);
  });

  it('counts an exploding template without expanding it', () => {
    const text = '(a|b|c|d|e|f|g|h|i|j) '.repeat(30);
    expect(countExpansions(parseTemplate(text))).toBeCloseTo(1e30, -16);
  });

  it('counts rules once and refuses unknown and recursive ones', () => {
    const rules = new Map([
      ['a', parseTemplate('<b> <b>')],
      ['b', parseTemplate('x|y')],
      ['loop', parseTemplate('again <loop2>')],
      ['loop2', parseTemplate('<loop>')],
    ]);
    expect(countExpansions(parseTemplate('<a>'), rules)).toBe(4);
    expect(() => countExpansions(parseTemplate('<nope>'), rules)).toThrow('no rule <nope>');
    expect(() => countExpansions(parseTemplate('<loop>'), rules)).toThrow('uses itself');
  });

  it('saturates on rules that multiply, and bounds how deep rules nest', () => {
    const rules = new Map([['r0', parseTemplate('x|y')]]);
    for (let i = 1; i < 2000; i += 1) rules.set(`r${i}`, parseTemplate(`<r${i - 1}> `.repeat(16)));
    expect(countExpansions(parseTemplate('<r20>'), rules)).toBe(Number.POSITIVE_INFINITY);
    expect(() => countExpansions(parseTemplate('<r1999>'), rules)).toThrow('32 deep');
  });

  it('tells templates that match silence', () => {
    expect(canBeEmpty(parseTemplate('[a] [b]'))).toBe(true);
    expect(canBeEmpty(parseTemplate('[a] b'))).toBe(false);
  });
});

describe('what cannot be misread', () => {
  const said = (template: string) => {
    const automaton = compileTemplate(parseTemplate(template), new Map(), () => ['text'], 'en-US');
    return automaton.positions.map((position) =>
      position.kind === 'literal' ? position.key : position.name,
    );
  };

  it('keeps words apart that a space inside a group sets apart', () => {
    expect(said('turn off [of ](the|my) light')).toEqual(['turn', 'off', 'of', 'the', 'my', 'light']);
    expect(said('light[s] on')).toEqual(['light', 'lights', 'on']);
  });

  it('refuses signs that mean something elsewhere', () => {
    expect(refused('(kitchen;light|lamp) on')).toEqual(['unexpected-character', 14]);
    expect(refused('(one;two;three;four;five;six)')).toEqual(['too-many-parts', 25]);
    expect(refused('turn on & off')).toEqual(['unexpected-character', 8]);
    expect(refused('turn on; please')).toEqual(['unexpected-character', 7]);
  });
});
