import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../matcher/compile.ts';
import { addTemplate, emptyTrie } from '../matcher/trie.ts';
import { parseTemplate } from '../templates/index.ts';
import { testModels } from '../testing/models.ts';
import { growthSteps } from './entanglement.ts';
import { validateModel } from './validate.ts';

const automaton = (text: string) => compileTemplate(parseTemplate(text), new Map(), () => ['text'], 'en-US');

describe('how large the automaton of a skill grows', () => {
  it('is counted as the matcher builds it', () => {
    let looks = 0;
    const automata = Array.from({ length: 12 }, (_, i) =>
      automaton(`[please] [now] open ${'door '.repeat(i + 1)}`),
    );
    const skill = { skillId: 's' } as never;
    automata.reduce((trie, own, index) => {
      const template = { automaton: own, skill, index } as never;
      return addTemplate(trie, template, (key) => {
        looks += 1;
        return key;
      });
    }, emptyTrie);
    expect(growthSteps(automata)).toBeGreaterThan(0);
    expect(Math.abs(growthSteps(automata) - looks)).toBeLessThanOrEqual(looks / 4);
  });

  it('does not rise with what few templates share', () => {
    expect(growthSteps(Array.from({ length: 8 }, (_, i) => automaton(`[a] [b] [c] [d] w${i}`)))).toBe(0);
  });

  it('is far below the bound for the examples, and beyond it for hundreds of samples with the same options', () => {
    for (const { model } of testModels) {
      expect(validateModel(model).filter(({ code }) => code === 'TEMPLATE_EXPLODES')).toEqual([]);
    }
    const options = ['please', 'now', 'oh', 'well', 'so', 'hey', 'just', 'then']
      .map((word) => `[${word}]`)
      .join(' ');
    const intents = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `I${i}`,
        { samples: { 'en-US': Array.from({ length: 5 }, (_unused, k) => `${options} word${i} thing${k}`) } },
      ]),
    );
    const problems = validateModel({ invocationNames: { 'en-US': ['x'] }, intents });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toContain('TEMPLATE_EXPLODES intents');
  });
});
