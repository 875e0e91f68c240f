/** What the weather usually is, from a table that comes with the skill: nothing is fetched, and nothing is known of today. */
import type { City, ForecastSource } from './forecast.ts';

/** Mean low and high in °C, and days without rain or snow, of one month. */
type Month = readonly [lowDegrees: number, highDegrees: number, dryDays: number];

/** Months by city, January first. */
type Table = Readonly<Partial<Record<City, readonly Month[]>>>;

/**
 * Months of cities. Source: https://github.com/michaelx/climate (MIT, Michael Xander), which averaged what Forecast.io kept of past years. Cities
 * that it does not have are not here either.
 */
const table: Table = {
  beijing: [
    [-9, 2, 28],
    [-5, 6, 26],
    [1, 13, 27],
    [8, 21, 24],
    [14, 27, 21],
    [19, 31, 16],
    [22, 32, 13],
    [21, 31, 16],
    [15, 26, 19],
    [7, 20, 23],
    [-1, 10, 25],
    [-6, 4, 29],
  ],
  shanghai: [
    [1, 8, 22],
    [3, 10, 21],
    [7, 14, 20],
    [12, 20, 16],
    [17, 25, 15],
    [22, 28, 12],
    [26, 32, 14],
    [26, 32, 18],
    [21, 28, 19],
    [15, 23, 22],
    [10, 17, 23],
    [3, 11, 23],
  ],
  london: [
    [5, 9, 8],
    [5, 10, 10],
    [6, 12, 12],
    [7, 15, 13],
    [10, 18, 14],
    [13, 21, 15],
    [15, 23, 14],
    [15, 23, 15],
    [13, 20, 14],
    [10, 16, 13],
    [7, 12, 9],
    [5, 9, 11],
  ],
  paris: [
    [2, 7, 16],
    [1, 8, 16],
    [3, 12, 18],
    [5, 15, 19],
    [9, 19, 19],
    [12, 23, 20],
    [13, 24, 20],
    [13, 24, 19],
    [11, 21, 18],
    [8, 16, 16],
    [4, 10, 14],
    [1, 7, 17],
  ],
  berlin: [
    [-1, 3, 7],
    [-2, 3, 10],
    [1, 8, 11],
    [4, 13, 11],
    [9, 19, 13],
    [12, 21, 9],
    [14, 24, 14],
    [14, 24, 15],
    [11, 19, 12],
    [7, 14, 13],
    [3, 7, 9],
    [0, 4, 8],
  ],
  'new-york': [
    [-3, 6, 16],
    [-3, 7, 15],
    [0, 10, 16],
    [6, 16, 13],
    [11, 21, 14],
    [17, 27, 15],
    [20, 29, 17],
    [19, 29, 18],
    [16, 25, 18],
    [10, 19, 19],
    [4, 13, 16],
    [-1, 8, 16],
  ],
  tokyo: [
    [-1, 10, 24],
    [0, 11, 21],
    [3, 14, 19],
    [8, 20, 17],
    [13, 24, 15],
    [18, 27, 12],
    [22, 31, 13],
    [23, 32, 14],
    [19, 28, 14],
    [13, 22, 17],
    [6, 17, 21],
    [1, 12, 25],
  ],
};

/** The same answer on every day of a month, for the cities of the table, whatever the sky looks like. */
export const usual: ForecastSource = async (city, date) => {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const found = table[city]?.[month - 1];
  if (found === undefined) return undefined;
  const [minDegrees, maxDegrees, dryDays] = found;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { kind: 'usual', minDegrees, maxDegrees, rainPercent: Math.round((1 - dryDays / days) * 100) };
};
