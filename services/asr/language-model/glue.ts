/** `light[s]` is one word said in two ways, not a light and an s: parts written without a space grow together. */
import type { TemplateNode, WordsNode } from '../../../language/templates/index.ts';

/** Endings that can be glued: plain words, alone or as options; undefined when there is more to it. */
function endingsOf(node: TemplateNode): string[] | undefined {
  switch (node.kind) {
    case 'words':
      return [node.text];
    case 'optional': {
      const inner = endingsOf(node.body);
      return inner && ['', ...inner];
    }
    case 'alternatives': {
      const all = node.options.map(endingsOf);
      return all.includes(undefined) ? undefined : all.flatMap((endings) => endings ?? []);
    }
    case 'slot':
    case 'rule':
    case 'sequence':
      return undefined;
  }
}

const isLatin = (text: string): boolean => /[\p{Script=Latin}]$/u.test(text);

function join(left: WordsNode, endings: readonly string[], end: number): TemplateNode {
  const options = endings.map(
    (ending): WordsNode => ({ ...left, text: left.text + ending, end, spaceAfter: true }),
  );
  return options.length === 1 ? options[0]! : { kind: 'alternatives', options, start: left.start, end };
}

/** The template with glued parts joined. Chinese has no spaces to leave out and stays as it is. */
export function glue(node: TemplateNode): TemplateNode {
  switch (node.kind) {
    case 'words':
    case 'slot':
    case 'rule':
      return node;
    case 'optional':
      return { ...node, body: glue(node.body) };
    case 'alternatives':
      return { ...node, options: node.options.map(glue) };
    case 'sequence': {
      const parts: TemplateNode[] = [];
      for (const part of node.parts) {
        const left = parts.at(-1);
        const isTouching =
          left?.kind === 'words' && !left.spaceAfter && left.end === part.start && isLatin(left.text);
        const endings = isTouching ? endingsOf(part) : undefined;
        if (left?.kind === 'words' && endings) parts[parts.length - 1] = join(left, endings, part.end);
        else parts.push(glue(part));
      }
      return parts.length === 1 ? parts[0]! : { ...node, parts };
    }
  }
}
