/** Templates of words as the sequences of tokens that they stand for. */
import { countExpansions, parseTemplate, type TemplateNode } from '../../../language/templates/index.ts';

/** A phrase that can be said in more ways than these is a mistake. */
export const maxExpansions = 4_000;

/**
 * Every way to say a template, as text.
 * @throws TemplateError when it is no template, RangeError when it is said in too many ways or holds a slot
 */
export function expandTemplate(template: string): string[] {
  const node = parseTemplate(template);
  if (countExpansions(node) > maxExpansions)
    throw new RangeError(`can be said in more than ${maxExpansions} ways`);
  return [...new Set(expand(node, template).map((text) => text.trim().replace(/\s+/g, ' ')))].filter(Boolean);
}

function expand(node: TemplateNode, template: string): string[] {
  switch (node.kind) {
    case 'words':
      return [node.text];
    case 'optional':
      return ['', ...expand(node.body, template)];
    case 'alternatives':
      return node.options.flatMap((option) => expand(option, template));
    case 'sequence': {
      let heads = [''];
      let end = node.start;
      for (const part of node.parts) {
        // Parts do not say whether white space stands between them.
        const gap = /\s/.test(template.slice(end, part.start)) ? ' ' : '';
        const tails = expand(part, template);
        heads = heads.flatMap((head) => tails.map((tail) => head + gap + tail));
        end = part.end;
      }
      return heads;
    }
    case 'slot':
    case 'rule':
      throw new RangeError('a catalogue knows neither slots nor rules');
  }
}
