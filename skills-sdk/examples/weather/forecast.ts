/** Where forecasts come from: one small interface, and one source of them on the internet. */
import type { model } from './model.ts';

export type City = (typeof model.types.City.values)[number]['id'];

/** Latitude and longitude, to a tenth of a degree: nothing finer is needed for the weather. */
const coordinates: Readonly<Record<City, readonly [number, number]>> = {
  beijing: [39.9, 116.4],
  shanghai: [31.2, 121.5],
  guangzhou: [23.1, 113.3],
  shenzhen: [22.5, 114.1],
  hangzhou: [30.3, 120.2],
  chengdu: [30.7, 104.1],
  london: [51.5, -0.1],
  paris: [48.9, 2.4],
  berlin: [52.5, 13.4],
  'new-york': [40.7, -74],
  tokyo: [35.7, 139.7],
};

export interface DayForecast {
  /** A forecast of that day, or only what such days usually are: people are told which. */
  readonly kind: 'forecast' | 'usual';
  readonly minDegrees: number;
  readonly maxDegrees: number;
  /** 0 to 100. */
  readonly rainPercent: number;
}

/** Where forecasts come from: undefined when there is none for that day. */
export type ForecastSource = (
  city: City,
  date: string,
  signal: AbortSignal,
) => Promise<DayForecast | undefined>;

interface Answer {
  readonly daily?: {
    readonly temperature_2m_min?: readonly number[];
    readonly temperature_2m_max?: readonly number[];
    readonly precipitation_probability_max?: readonly (number | null)[];
  };
}

/** Reads the open forecast of open-meteo.com; it needs no key, and learns a city and a day. */
export function openMeteo(fetchImplementation: typeof fetch = fetch): ForecastSource {
  return async (city, date, signal) => {
    const [latitude, longitude] = coordinates[city];
    const address = new URL('https://api.open-meteo.com/v1/forecast');
    address.search = new URLSearchParams({
      latitude: String(latitude),
      longitude: String(longitude),
      daily: 'temperature_2m_min,temperature_2m_max,precipitation_probability_max',
      timezone: 'auto',
      start_date: date,
      end_date: date,
    }).toString();
    const response = await fetchImplementation(address, { signal });
    if (response.status === 400) return undefined;
    if (!response.ok) throw new Error(`forecast answered ${response.status}`);
    const { daily } = (await response.json()) as Answer;
    const minDegrees = daily?.temperature_2m_min?.[0];
    const maxDegrees = daily?.temperature_2m_max?.[0];
    if (minDegrees === undefined || maxDegrees === undefined) return undefined;
    const rainPercent = daily?.precipitation_probability_max?.[0] ?? 0;
    return { kind: 'forecast', minDegrees, maxDegrees, rainPercent };
  };
}
