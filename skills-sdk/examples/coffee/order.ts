import type { Locale } from '@earshot/skills-sdk';
import { model } from './model.ts';

type IdOf<Name extends keyof typeof model.types> = (typeof model.types)[Name]['values'][number]['id'];

/** An order as the counter understands it: ids of the model, never words. */
export interface Order {
  readonly drink: IdOf<'Drink'>;
  readonly size: IdOf<'Size'>;
  readonly count: number;
  readonly temperature?: IdOf<'Temperature'>;
  readonly sugar?: IdOf<'Sugar'>;
  readonly milk?: IdOf<'Milk'>;
  readonly place?: IdOf<'Place'>;
}

function word(name: keyof typeof model.types, id: string | undefined, locale: Locale): string | undefined {
  const value = model.types[name].values.find((known) => known.id === id);
  return value?.forms[locale][0];
}

const given = (words: readonly (string | undefined)[]): string[] =>
  words.filter((text): text is string => text !== undefined);

/** An order as it is spoken back. */
export function describeOrder(order: Partial<Order>, locale: Locale): string {
  const count = order.count ?? 1;
  const size = word('Size', order.size, locale);
  const temperature = word('Temperature', order.temperature, locale);
  const drink = word('Drink', order.drink, locale);
  const sugar = word('Sugar', order.sugar, locale);
  const milk = word('Milk', order.milk, locale);
  const place = word('Place', order.place, locale);
  if (locale === 'zh-CN') {
    const what = given([
      `${count}杯`,
      size,
      temperature && `${temperature}的`.replace('的的', '的'),
      drink,
    ]).join('');
    return given([what, sugar, milk && `加${milk}`, place && `送到${place}`]).join('，');
  }
  const extras = given([sugar, milk]).join(' and ');
  const plural = count === 1 || drink === undefined ? drink : `${drink}s`;
  const what = given([String(count), size, temperature, plural]).join(' ');
  return given([what, extras === '' ? undefined : `with ${extras}`, place && `to your ${place}`]).join(' ');
}
