import { defineSkill, type Locale, type Range } from '@earshot/skills-sdk';
import { type City, type DayForecast, type ForecastSource, openMeteo } from './forecast.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

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

interface Asked {
  readonly city: City | undefined;
  readonly date: string;
}

/** Weather for a named city, or the speaker's own one with consent; says so while it fetches. */
export function createSkill(source: ForecastSource = openMeteo()) {
  const forecastOf = async ({ city, date }: Asked, signal: AbortSignal) =>
    city === undefined ? undefined : source(city, date, signal);

  return defineSkill({
    manifest,
    model,
    intents: {
      Forecast: async (turn) => {
        const spokenCity = turn.slots.city?.value;
        const city =
          spokenCity ??
          (turn.granted('device.city') ? cityByName(await turn.pull('device.city')) : undefined);
        if (!city) return turn.tell(whichCity);
        turn.progress({ 'zh-CN': '我查一下。', 'en-US': 'Let me look.' });
        const date = dayOf(turn.slots.date?.value, turn.clock.now());
        const forecast = await forecastOf({ city, date }, turn.signal);
        if (!forecast) return turn.tell(noForecast);
        const { minDegrees, maxDegrees } = forecast;
        return turn.tell({
          'zh-CN': `${cityName(city, 'zh-CN')}${Math.round(minDegrees)}到${Math.round(maxDegrees)}度。${rainText(forecast, 'zh-CN')}`,
          'en-US': `${cityName(city, 'en-US')}: ${Math.round(minDegrees)} to ${Math.round(maxDegrees)} degrees. ${rainText(forecast, 'en-US')}`,
        });
      },
      WillItRain: async (turn) => {
        const spokenCity = turn.slots.city?.value;
        const city =
          spokenCity ??
          (turn.granted('device.city') ? cityByName(await turn.pull('device.city')) : undefined);
        if (!city) return turn.tell(whichCity);
        turn.progress({ 'zh-CN': '我查一下。', 'en-US': 'Let me look.' });
        const forecast = await forecastOf(
          { city, date: dayOf(turn.slots.date?.value, turn.clock.now()) },
          turn.signal,
        );
        if (!forecast) return turn.tell(noForecast);
        return turn.tell({ 'zh-CN': rainText(forecast, 'zh-CN'), 'en-US': rainText(forecast, 'en-US') });
      },
    },
    onError: (_error, { tell }) =>
      tell({
        'zh-CN': '抱歉，现在查不到天气。',
        'en-US': 'I am sorry, I cannot reach the weather just now.',
      }),
  });
}

const whichCity = {
  'zh-CN': '请说出城市，或在设置里允许我知道您所在的城市。',
  'en-US': 'Please name a city, or let me know yours in the settings.',
} as const;
const noForecast = {
  'zh-CN': '那天还没有预报。',
  'en-US': 'There is no forecast for that day yet.',
} as const;

function rainText({ rainPercent }: DayForecast, locale: Locale): string {
  if (rainPercent >= 50) return locale === 'zh-CN' ? '很可能下雨。' : 'It will probably rain.';
  if (rainPercent >= 20) return locale === 'zh-CN' ? '也许会下雨。' : 'It may rain.';
  return locale === 'zh-CN' ? '应该不下雨。' : 'It should stay dry.';
}

export const skill = createSkill();
