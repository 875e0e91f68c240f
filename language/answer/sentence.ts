/** A sentence of a model's samples that means an intent, alone or with one value: for whoever says it in a person's stead. */
import { templatesOf } from '../model/samples.ts';
import type { InteractionModel, Locale } from '../model/types.ts';
import { parseTemplate, TemplateError, type TemplateNode } from '../templates/index.ts';

/** Stands for the words of a value. Templates have braces of their own, so no words hold it. */
export const valuePlace = '{}';

/** The shortest ways to say a part: without any slot, and with the one that is wanted, once. */
interface Ways {
  readonly plain: string | undefined;
  readonly filled: string | undefined;
}

const shorter = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other.length < one.length) ? other : one;

const joined = (one: string | undefined, gap: string, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? undefined : one + gap + other;

function waysOf(node: TemplateNode, template: string, slot: string): Ways {
  const of = (part: TemplateNode) => waysOf(part, template, slot);
  switch (node.kind) {
    case 'words':
      return { plain: node.text, filled: undefined };
    case 'slot':
      return { plain: undefined, filled: node.name === slot ? valuePlace : undefined };
    // What a rule stands for may be long; sentences without any are enough.
    case 'rule':
      return { plain: undefined, filled: undefined };
    case 'optional':
      return { plain: '', filled: of(node.body).filled };
    case 'alternatives': {
      const ways = node.options.map(of);
      return {
        plain: ways.map(({ plain }) => plain).reduce(shorter, undefined),
        filled: ways.map(({ filled }) => filled).reduce(shorter, undefined),
      };
    }
    case 'sequence': {
      let end = node.start;
      return node.parts.reduce<Ways>(
        (before, part) => {
          const gap = /\s/.test(template.slice(end, part.start)) ? ' ' : '';
          end = part.end;
          const { plain, filled } = of(part);
          return {
            plain: joined(before.plain, gap, plain),
            filled: shorter(joined(before.filled, gap, plain), joined(before.plain, gap, filled)),
          };
        },
        { plain: '', filled: undefined },
      );
    }
  }
}

/** The skill by its name, so that no other takes the sentence. */
const addressed: Readonly<Record<Locale, (name: string, sentence: string) => string>> = {
  'en-US': (name, sentence) => `ask ${name} to ${sentence}`,
  'zh-CN': (name, sentence) => `让${name}${sentence}`,
};

/**
 * @param slot whose value is said; undefined: the intent alone
 * @returns with {@link valuePlace} where the value's words go; undefined where no sample says it so
 */
export function sentenceFor(
  model: InteractionModel,
  intent: string,
  locale: Locale,
  slot: string | undefined,
): string | undefined {
  const definition = model.intents[intent];
  const [name] = model.invocationNames[locale] ?? [];
  if (definition === undefined || name === undefined) return undefined;
  const sentence = templatesOf(definition, locale)
    .map(({ source }) => {
      const ways = parsed(source, slot ?? '');
      return slot === undefined ? ways.plain : ways.filled;
    })
    .reduce(shorter, undefined)
    ?.trim()
    .replaceAll(/\s+/g, ' ');
  return sentence === undefined || sentence === '' ? undefined : addressed[locale](name, sentence);
}

function parsed(source: string, slot: string): Ways {
  try {
    return waysOf(parseTemplate(source), source, slot);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { plain: undefined, filled: undefined };
  }
}
