import { defineSkill, type Locale, type Range } from '@earshot/skills-sdk';
import type { City, DayForecast, ForecastSource } from './forecast.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';
import { usual } from './usual.ts';

/** The city of the speaker, if the user granted it and it is one of ours. */
function cityByName(name: string | undefined): City | undefined {
  const wanted = name?.trim().toLowerCase();
  const found = model.types.City.values.find(({ forms }) =>
    Object.values(forms).some(([form]) => form.toLowerCase() === wanted),
  );
  return found?.id;
}

const cityName = (city: City, locale: Locale): string =>
  model.types.City.values.find(({ id }) => id === city)?.forms[locale][0] ?? city;

const dayOf = (date: string | Range | null | undefined, now: Date): string => {
  const day = typeof date === 'string' ? date : date?.from;
  return day ?? now.toISOString().slice(0, 10);
};

interface Turn {
  readonly slots: {
    readonly city?: { readonly value: City | null } | undefined;
    readonly date?: { readonly value: string | Range | null } | undefined;
  };
  readonly clock: { now(): Date };
  readonly signal: AbortSignal;
  granted(path: 'device.city'): boolean;
  pull(path: 'device.city'): Promise<string | undefined>;
}

/** The named city, else the speaker's own one with consent. */
async function cityOf(turn: Turn): Promise<City | undefined> {
  const named = turn.slots.city?.value;
  if (named) return named;
  return turn.granted('device.city') ? cityByName(await turn.pull('device.city')) : undefined;
}

/**
 * Weather for a named city, or the speaker's own one with consent; asks which where it knows none, and says so while it looks.
 * @param source by default what comes with the skill, which says that it is no forecast
 */
export function createSkill(source: ForecastSource = usual) {
  const look = (turn: Turn, city: City) =>
    source(city, dayOf(turn.slots.date?.value, turn.clock.now()), turn.signal);

  return defineSkill({
    manifest,
    model,
    intents: {
      Forecast: async (turn) => {
        const city = await cityOf(turn);
        if (!city) return turn.elicit('city');
        turn.progress(looking);
        const forecast = await look(turn, city);
        if (!forecast) return turn.tell(noForecast);
        return turn.tell({
          'zh-CN': `${origin(forecast, 'zh-CN')}${cityName(city, 'zh-CN')}${range(forecast, 'zh-CN')}。${rain(forecast, 'zh-CN')}`,
          'en-US': `${origin(forecast, 'en-US')}${cityName(city, 'en-US')}: ${range(forecast, 'en-US')}. ${rain(forecast, 'en-US')}`,
        });
      },
      WillItRain: async (turn) => {
        const city = await cityOf(turn);
        if (!city) return turn.elicit('city');
        turn.progress(looking);
        const forecast = await look(turn, city);
        if (!forecast) return turn.tell(noForecast);
        return turn.tell({
          'zh-CN': `${origin(forecast, 'zh-CN')}${rain(forecast, 'zh-CN')}`,
          'en-US': `${origin(forecast, 'en-US')}${rain(forecast, 'en-US')}`,
        });
      },
    },
    onError: (_error, { tell }) =>
      tell({
        'zh-CN': '抱歉，现在查不到天气。',
        'en-US': 'I am sorry, I cannot reach the weather just now.',
      }),
  });
}

const looking = { 'zh-CN': '我查一下。', 'en-US': 'Let me look.' } as const;
const noForecast = {
  'zh-CN': '那天或那里的天气，我查不到。',
  'en-US': 'I have nothing about the weather of that day or place.',
} as const;
/** Said first, so that nobody takes what is usual for what is coming. */
const notAForecast = {
  'zh-CN': '我没有天气预报，只知道这个月的常年情况。',
  'en-US': 'I have no forecast here, only what is usual for that month. ',
} as const;

const origin = ({ kind }: DayForecast, locale: Locale): string =>
  kind === 'usual' ? notAForecast[locale] : '';

const degrees = (value: number, locale: Locale): string => {
  const whole = Math.round(value);
  if (whole >= 0) return String(whole);
  return locale === 'zh-CN' ? `零下${-whole}` : `minus ${-whole}`;
};

const range = ({ minDegrees, maxDegrees }: DayForecast, locale: Locale): string =>
  locale === 'zh-CN'
    ? `${degrees(minDegrees, locale)}到${degrees(maxDegrees, locale)}度`
    : `${degrees(minDegrees, locale)} to ${degrees(maxDegrees, locale)} degrees`;

function rain({ kind, rainPercent }: DayForecast, locale: Locale): string {
  if (kind === 'usual') {
    const days = Math.round(rainPercent / 10);
    return locale === 'zh-CN'
      ? `十天里约有${days}天下雨或下雪。`
      : `Rain or snow falls on about ${days} ${days === 1 ? 'day' : 'days'} in 10.`;
  }
  if (rainPercent >= 50) return locale === 'zh-CN' ? '很可能下雨。' : 'It will probably rain.';
  if (rainPercent >= 20) return locale === 'zh-CN' ? '也许会下雨。' : 'It may rain.';
  return locale === 'zh-CN' ? '应该不下雨。' : 'It should stay dry.';
}

export const skill = createSkill();
