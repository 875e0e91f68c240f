import type { Locale } from '@earshot/skills-sdk';
import type { model } from './model.ts';

type Facility = (typeof model.types.Facility.values)[number]['id'];

interface Place {
  readonly opens: string;
  readonly closes: string;
  readonly where: Readonly<Record<Locale, string>>;
}

const floor = (number: number): Readonly<Record<Locale, string>> => ({
  'zh-CN': `${number}楼`,
  'en-US': `on floor ${number}`,
});

/** What guests ask about the house. Each hotel writes its own. */
export const house: {
  readonly places: Readonly<Record<Facility, Place>>;
  readonly wifiPassword: string;
} = {
  places: {
    breakfast: { opens: '6:30', closes: '10:00', where: floor(2) },
    restaurant: { opens: '11:30', closes: '22:00', where: floor(2) },
    gym: { opens: '6:00', closes: '23:00', where: floor(5) },
    pool: { opens: '7:00', closes: '21:00', where: floor(5) },
    spa: { opens: '10:00', closes: '22:00', where: floor(5) },
    bar: { opens: '17:00', closes: '1:00', where: floor(1) },
    reception: { opens: '0:00', closes: '24:00', where: floor(1) },
    'car-park': {
      opens: '0:00',
      closes: '24:00',
      where: { 'zh-CN': '地下一层', 'en-US': 'in the basement' },
    },
    laundry: { opens: '8:00', closes: '20:00', where: floor(3) },
    'check-out': { opens: '6:00', closes: '12:00', where: floor(1) },
  },
  wifiPassword: 'welcome',
};
