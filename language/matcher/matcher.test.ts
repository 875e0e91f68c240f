import '../node/outside.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { parseTemplate } from '../templates/index.ts';
import { testModels } from '../testing/models.ts';
import { newlyMade } from '../testing/newly-made.ts';
import { tokenise } from '../text/tokenise.ts';
import { type Automaton, compileTemplate } from './compile.ts';
import { walk } from './match.ts';
import { samplesOfSkill } from './samples.ts';
import { Scope } from './scope.ts';
import { type CompiledSkill, compileSkill } from './skill.ts';
import { changeSnapshot, emptySnapshot, type Snapshot } from './snapshot.ts';
import { successors, type TrieNode } from './trie.ts';

const context = { locale: 'en-US' as const, nowMs: 0, timeZone: 'UTC', entities: [] };
const read = (snapshot: Snapshot, text: string) =>
  walk(
    snapshot.trie,
    new Scope(
      tokenise(text, snapshot.locale),
      { ...context, locale: snapshot.locale },
      snapshot.lexicon,
      snapshot.soundLexicon,
    ),
  );
const meanings = (snapshot: Snapshot, text: string) =>
  [
    ...new Set(
      read(snapshot, text).matches.map(({ template, captures }) =>
        `${template.intent.skill.skillId}.${template.intent.name} ${captures.map(({ name, match }) => `${name}=${JSON.stringify(match.value)}`).join(' ')}`.trim(),
      ),
    ),
  ].sort();

/** Every sentence of an automaton without slots, by brute force. */
function sentences(automaton: Automaton): Set<string> {
  const found = new Set<string>();
  const go = (position: number, words: readonly string[]) => {
    if (position >= 0 && automaton.last.has(position)) found.add(words.join(' '));
    for (const next of successors(automaton, position)) {
      const at = automaton.positions[next]!;
      go(next, [...words, at.kind === 'literal' ? at.key : `{${at.name}}`]);
    }
  };
  go(-1, []);
  return found;
}

const compile = (template: string, rules: Record<string, string> = {}) =>
  compileTemplate(
    parseTemplate(template),
    new Map(Object.entries(rules).map(([name, text]) => [name, parseTemplate(text)])),
    () => ['number'],
    'en-US',
  );

describe('compileTemplate', () => {
  it.each([
    ['a [b] c', ['a b c', 'a c']],
    ['[a|b] c', ['a c', 'b c', 'c']],
    ['light[s] on', ['light on', 'lights on']],
    ['(switch|turn)ed it', ['switched it', 'turned it']],
    ['the light[s]', ['the light', 'the lights']],
    ["what's up", ['what is up']],
    ['<p> go {n}', ['please go {n}', 'kindly go {n}']],
    ['channel 1', ['channel one']],
  ])('%s', (template, expected) => {
    expect([...sentences(compile(template, { p: 'please|kindly' }))].sort()).toEqual([...expected].sort());
  });

  it('refuses rules that multiply beyond measure', () => {
    const rules = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [
        `r${i}`,
        i === 0 ? 'x y' : `<r${i - 1}> <r${i - 1}> <r${i - 1}> <r${i - 1}>`,
      ]),
    );
    expect(() => compile('<r7>', rules)).toThrow(/more than 2000 words/);
  });
});

const skill = (id: string, samples: string[], values: string[] = []): CompiledSkill =>
  compileSkill(
    id,
    '1',
    {
      invocationNames: { 'en-US': [id] },
      intents: { Do: { slots: { n: { type: 'number' }, v: { type: 'V' } }, samples: { 'en-US': samples } } },
      types: { V: { values: values.map((value) => ({ id: value, forms: { 'en-US': [value] } })) } },
    },
    'en-US',
  );

const shape = (node: TrieNode): unknown => ({
  literals: [...node.literals].map(([key, child]) => [key, shape(child)]).sort(),
  types: [...node.types].map(([key, child]) => [key, shape(child)]).sort(),
  values: [...node.values].map(([key, child]) => [key, shape(child)]).sort(),
  accepts: node.accepts.length,
  pending: node.pending.length,
});

describe('the shared automaton', () => {
  it('finds every sentence that is drawn from the templates', () => {
    for (const locale of ['en-US', 'zh-CN'] as const) {
      const enable = testModels.map(({ skillId, model }) => compileSkill(skillId, '1', model, locale));
      const snapshot = changeSnapshot(emptySnapshot(locale), { enable });
      for (const one of enable) {
        for (const { text, intent } of samplesOfSkill(one)) {
          expect([
            text,
            meanings(snapshot, text).some((meaning) => meaning.startsWith(`${one.skillId}.${intent}`)),
          ]).toEqual([text, true]);
        }
      }
    }
  });

  it('finds what one skill alone finds, however many others there are', () => {
    const word = fc.constantFrom(
      'turn',
      'on',
      'the',
      'red',
      'lamp',
      'now',
      '[please]',
      '(up|down)',
      '{n}',
      '[{v}]',
      '{v}',
    );
    const samples = fc.array(
      fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `go ${words.join(' ')}`),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(samples, { minLength: 2, maxLength: 12 }), (all) => {
        const skills = all.map((own, index) => skill(`s${index}`, own, ['blue', `shade ${index % 3}`]));
        const together = changeSnapshot(emptySnapshot('en-US'), { enable: skills });
        for (const one of skills) {
          const alone = changeSnapshot(emptySnapshot('en-US'), { enable: [one] });
          for (const { text } of samplesOfSkill(one).slice(0, 3)) {
            const own = meanings(together, text).filter((meaning) => meaning.startsWith(`${one.skillId}.`));
            expect(own).toEqual(meanings(alone, text));
            expect(own.length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  it('is the same after a skill has come and gone, and leaves older snapshots alone', () => {
    const skills = Array.from({ length: 30 }, (_, i) =>
      skill(`s${i}`, [`turn on the lamp ${i % 4}`, `turn [it] (up|down) {n} for {v}`], [`value ${i}`]),
    );
    const base = changeSnapshot(emptySnapshot('en-US'), { enable: skills });
    const before = JSON.stringify(shape(base.trie));
    const extra = skill('extra', ['turn on the lamp 3', 'sing {v}'], ['value 3', 'opera']);
    const grown = changeSnapshot(base, { enable: [extra] });
    expect(meanings(grown, 'sing opera')).toEqual(['extra.Do v="opera"']);
    expect(meanings(base, 'sing opera')).toEqual([]);
    expect(JSON.stringify(shape(base.trie))).toBe(before);
    const shrunk = changeSnapshot(grown, { disable: ['extra'] });
    expect(JSON.stringify(shape(shrunk.trie))).toBe(before);
    expect(meanings(grown, 'turn on the lamp 3')).toContain('extra.Do');
    expect(meanings(shrunk, 'turn on the lamp 3')).not.toContain('extra.Do');
    const empty = changeSnapshot(shrunk, { disable: skills.map(({ skillId }) => skillId) });
    expect([empty.trie.literals.size, empty.lexicon.children.size, empty.enumerationUses.size]).toEqual([
      0, 0, 0,
    ]);
  });

  it('replaces a skill by its new version', () => {
    const first = changeSnapshot(emptySnapshot('en-US'), { enable: [skill('s', ['do this'])] });
    const second = changeSnapshot(first, { enable: [skill('s', ['do that'])] });
    expect([meanings(second, 'do this'), meanings(second, 'do that')]).toEqual([[], ['s.Do']]);
  });

  it('says what could still become a sentence', () => {
    const snapshot = changeSnapshot(emptySnapshot('en-US'), {
      enable: [skill('s', ['set it to {n} percent', 'paint it {v}'], ['dark green'])],
    });
    const isPrefix = (text: string) => read(snapshot, text).isPrefix;
    expect(['set', 'set it to', 'set it to twenty', 'paint it dark'].map(isPrefix)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['set me', 'paint it dark green', 'paint it pink'].map(isPrefix)).toEqual([false, false, false]);
  });

  it('makes little anew for one more skill, however many there are', () => {
    const make = (i: number) =>
      skill(
        `s${i}`,
        [`turn on the gadget${i}`, `set gadget${i} to {n}`, `play {v} on [the] gadget${i}`],
        [`tune ${i}`],
      );
    const extra = make(-1);
    const cost = (count: number) => {
      const enable = Array.from({ length: count }, (_, i) => make(i));
      const before = changeSnapshot(emptySnapshot('en-US'), { enable });
      const after = changeSnapshot(before, { enable: [extra] });
      const gone = changeSnapshot(after, { disable: [extra.skillId] });
      return { enable: newlyMade([before, extra], [after]).slots, disable: newlyMade([after], [gone]).slots };
    };
    const [few, many] = [cost(20), cost(1_000)];
    // Deeper maps; copying even one list of all skills would be beyond it.
    expect(many.enable).toBeLessThan(2 * few.enable);
    expect(many.disable).toBeLessThan(2 * few.disable);
  });

  it('costs no more steps with a thousand skills than with ten', () => {
    const make = (count: number) =>
      changeSnapshot(emptySnapshot('en-US'), {
        enable: Array.from({ length: count }, (_, i) =>
          skill(
            `s${i}`,
            [`turn on the gadget${i}`, `set gadget${i} to {n}`, `play {v} on gadget${i}`],
            [`tune ${i}`],
          ),
        ),
      });
    const cost = (snapshot: Snapshot) => {
      const texts = [
        'turn on the gadget3',
        'set gadget7 to twenty',
        'play tune 5 on gadget5',
        'turn on the light',
      ];
      for (let warm = 0; warm < 300; warm += 1) for (const text of texts) read(snapshot, text);
      // The least of several rounds is what it costs when nothing else runs.
      return Math.min(
        ...Array.from({ length: 15 }, () => {
          const begin = performance.now();
          for (let round = 0; round < 40; round += 1) for (const text of texts) read(snapshot, text);
          return performance.now() - begin;
        }),
      );
    };
    expect(cost(make(1_000))).toBeLessThan(4 * cost(make(10)) + 1);
  });
});
