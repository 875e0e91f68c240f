/** Numbers of a slot with bounds: fewer words to tell apart, and "twenty towels" cannot become "two thousand". */
import type { Locale, SlotDefinition } from '@earshot/skills-sdk';
import { parseTemplate, type TemplateNode } from '../../../language/templates/index.ts';
import { chineseNumber, englishNumber } from './words.ts';

/** Bounds further apart than this are left to the general rules. */
const maxValues = 120;

const cache = new Map<string, TemplateNode>();
const limits = { maxLength: 10_000, maxDepth: 8, maxNodes: 1_000 };

/** The values a bounded `number` or `temperature` slot can have, as they are said; undefined when not bounded closely. */
export function boundedNumber(slot: SlotDefinition, locale: Locale): TemplateNode | undefined {
  const { type, min = 0, max } = slot;
  if (type !== 'number' && type !== 'temperature') return undefined;
  if (max === undefined || min < 0 || max < min || max - min > maxValues) return undefined;
  const key = `${locale} ${type} ${min} ${max}`;
  const known = cache.get(key);
  if (known) return known;
  const values: string[] = [];
  for (let value = Math.ceil(min); value <= max; value += 1) {
    if (locale === 'en-US') values.push(englishNumber(String(value)));
    else values.push(...(value === 2 ? ['两', '二'] : [chineseNumber(String(value))]));
  }
  const unit =
    type !== 'temperature' ? '' : locale === 'en-US' ? ' [degrees [celsius|fahrenheit]]' : ' [度 [半]]';
  const node = parseTemplate(values.length === 0 ? '零' : `(${values.join('|')})${unit}`, limits);
  cache.set(key, node);
  return node;
}
