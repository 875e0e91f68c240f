/** Sentences drawn at random, with a seed, from templates and from the house models' word graph. */
import type { Locale } from '@earshot/skills-sdk';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { parseTemplate, type TemplateNode } from '../../../language/templates/index.ts';
import type { WordGraph } from '../../asr/language-model/graph.ts';

/** One way of saying a template without slots and rules. */
export function drawTemplate(node: TemplateNode, random: () => number, locale: Locale): string {
  const glue = locale === 'en-US' ? ' ' : '';
  switch (node.kind) {
    case 'words':
      return node.text;
    case 'sequence':
      return node.parts
        .map((part) => drawTemplate(part, random, locale))
        .filter(Boolean)
        .join(glue);
    case 'alternatives':
      return drawTemplate(node.options[Math.floor(random() * node.options.length)]!, random, locale);
    case 'optional':
      return random() < 0.5 ? drawTemplate(node.body, random, locale) : '';
    case 'slot':
    case 'rule':
      throw new Error('sentences for audio are drawn from plain templates');
  }
}

export function drawTalk(
  templates: readonly string[],
  count: number,
  seed: number,
  locale: Locale,
): string[] {
  const random = createRandom(seed);
  const nodes = templates.map((template) => parseTemplate(template));
  const drawn = new Set<string>();
  for (let turn = 0; drawn.size < count; turn += 1) {
    drawn.add(drawTemplate(nodes[turn % nodes.length]!, random, locale).replaceAll(' ,', ','));
  }
  return [...drawn];
}

/** Commands as a random walk through the word graph gives them, as words. */
export function drawCommands(graph: WordGraph, count: number, seed: number): string[][] {
  const random = createRandom(seed);
  const drawn = new Map<string, string[]>();
  while (drawn.size < count) {
    const words: string[] = [];
    let state = graph.start;
    while (state !== graph.end) {
      const arcs = graph.arcs[state]!;
      let left = random() * arcs.reduce((sum, arc) => sum + arc.probability, 0);
      let arc = arcs[arcs.length - 1]!;
      for (const candidate of arcs) {
        left -= candidate.probability;
        if (left <= 0) {
          arc = candidate;
          break;
        }
      }
      if (arc.word !== null) words.push(arc.word);
      state = arc.to;
    }
    drawn.set(words.join(' '), words);
  }
  return [...drawn.values()];
}
