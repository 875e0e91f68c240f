/** A sentence template of Home Assistant's as one of ours: the same signs, read a little differently. */

/** What a template was found to use, by name. */
export interface Used {
  /** Slot and the list that fills it. */
  readonly slots: readonly { readonly slot: string; readonly list: string }[];
  readonly rules: readonly string[];
}

export interface Converted extends Used {
  /** Empty where the template says nothing. */
  readonly text: string;
}

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot'; readonly slot: string; readonly list: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[]; readonly isOptional: boolean }
  | { readonly kind: 'any-order'; readonly options: readonly Node[] };

/** Rule and slot names of ours have no spaces. */
export const ruleName = (name: string): string => {
  const plain = name.trim().replaceAll(/[^A-Za-z0-9_-]+/g, '_');
  return /^[A-Za-z]/.test(plain) ? plain : `r${plain}`;
};

/** @throws Error with the place where the template cannot be read */
export function convertTemplate(source: string): Converted {
  const node = new Reader(source).read();
  const slots = new Map<string, { slot: string; list: string }>();
  const rules = new Set<string>();
  const visit = (at: Node): void => {
    if (at.kind === 'slot') slots.set(`${at.slot} ${at.list}`, { slot: at.slot, list: at.list });
    else if (at.kind === 'rule') rules.add(at.name);
    else if (at.kind === 'sequence') at.parts.forEach(visit);
    else if (at.kind !== 'text') at.options.forEach(visit);
  };
  visit(node);
  return {
    text: write(node).replaceAll(/ {2,}/g, ' ').trim(),
    slots: [...slots.values()],
    rules: [...rules],
  };
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node {
    const node = this.#group(undefined);
    if (this.#at < this.#text.length) this.#fail();
    return node;
  }

  #fail(): never {
    throw new Error(`"${this.#text}" cannot be read at character ${this.#at + 1}`);
  }

  /** Up to the closing sign, which is taken as well. */
  #group(closer: string | undefined): Node {
    const options: Node[] = [this.#sequence()];
    let isAnyOrder = false;
    while (this.#text[this.#at] === '|' || this.#text[this.#at] === ';') {
      if (this.#text[this.#at] === ';') isAnyOrder = true;
      this.#at += 1;
      options.push(this.#sequence());
    }
    if (closer !== undefined) {
      if (this.#text[this.#at] !== closer) this.#fail();
      this.#at += 1;
    }
    if (isAnyOrder) return { kind: 'any-order', options: options.filter((option) => !isEmpty(option)) };
    if (options.length === 1 && closer !== ']') return options[0]!;
    return { kind: 'choice', options, isOptional: closer === ']' };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign === undefined || /[|;\])]/.test(sign)) break;
      if (sign === '[' || sign === '(') {
        this.#at += 1;
        parts.push(this.#group(sign === '[' ? ']' : ')'));
      } else if (sign === '{' || sign === '<') parts.push(this.#reference(sign));
      else parts.push(this.#words());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  #reference(opener: '{' | '<'): Node {
    const end = this.#text.indexOf(opener === '{' ? '}' : '>', this.#at);
    if (end < 0) this.#fail();
    const name = this.#text.slice(this.#at + 1, end).trim();
    this.#at = end + 1;
    if (opener === '<') return { kind: 'rule', name };
    const [list = '', slot = list] = name.split(':');
    return { kind: 'slot', slot: ruleName(slot), list };
  }

  #words(): Node {
    const start = this.#at;
    while (this.#at < this.#text.length && !/[[\](){}<>|;]/.test(this.#text[this.#at]!)) this.#at += 1;
    return { kind: 'text', text: this.#text.slice(start, this.#at).replaceAll(/[&*\\；]/g, ' ') };
  }
}

/** A space that may be there or not says nothing: words are told apart by themselves. */
function isEmpty(node: Node): boolean {
  if (node.kind === 'text') return node.text.trim() === '';
  if (node.kind === 'sequence') return node.parts.every(isEmpty);
  if (node.kind === 'choice' || node.kind === 'any-order') return node.options.every(isEmpty);
  return false;
}

function write(node: Node): string {
  if (isEmpty(node)) return node.kind === 'text' && node.text !== '' ? ' ' : '';
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'slot':
      return `{${node.slot}:${node.list}}`;
    case 'rule':
      return `<${ruleName(node.name)}>`;
    case 'sequence':
      return node.parts.map(write).join('');
    case 'any-order':
      return `(${node.options.map(write).join(';')})`;
    case 'choice': {
      // An empty option makes the others optional.
      const said = node.options.filter((option) => !isEmpty(option));
      const isOptional = node.isOptional || said.length < node.options.length;
      const inner = [...new Set(said.map(write))].join('|');
      return isOptional ? `[${inner}]` : `(${inner})`;
    }
  }
}

const mostForms = 200;

/** Everything that a template without slots and rules can say, at most so many; undefined where it has some or says more. */
export function formsOf(source: string): string[] | undefined {
  const forms = expand(new Reader(source).read());
  return (
    forms && [
      ...new Set(forms.map((form) => form.replaceAll(/\s+/g, ' ').trim()).filter((form) => form !== '')),
    ]
  );
}

function expand(node: Node): string[] | undefined {
  if (node.kind === 'text') return [node.text];
  if (node.kind === 'slot' || node.kind === 'rule' || node.kind === 'any-order') return undefined;
  const inner = (node.kind === 'sequence' ? node.parts : node.options).map(expand);
  if (inner.includes(undefined)) return undefined;
  const forms =
    node.kind === 'choice'
      ? [...(node.isOptional ? [''] : []), ...inner.flatMap((one) => one!)]
      : inner.reduce<string[]>(
          (heads, tails) => heads.flatMap((head) => tails!.map((tail) => head + tail)),
          [''],
        );
  return forms.length > mostForms ? undefined : forms;
}
