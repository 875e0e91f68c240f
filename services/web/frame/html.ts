/** HTML by tagged templates: whatever is put in is text, unless it is HTML from here. */
import { escapeHtml } from '../../common/escape-html.ts';

/** A piece of a page. Made by `html` alone, so that no string becomes one by accident. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | false | undefined | readonly Part[];

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === false || part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(render).join('');
}

/** `` html`<p>${text}</p>` ``; attributes that hold a value are written in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, next, index) => text + render(parts[index - 1]) + next));
}
