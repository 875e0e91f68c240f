/** Until when somebody is a child, from the month of birth alone. Pure. */
import { EarshotError } from '../../common/errors/earshot-error.ts';

export interface BornIn {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

/** The law has a guardian agree under 14, and calls data sensitive up to and including 14: the later of the two is the one line here. */
export const childUntilYears = 15;

/** The first day on which it is a child no longer: after the month of the birthday, so that nobody is taken for older than they are. */
export const grownUpOnMs = ({ year, month }: BornIn): number => Date.UTC(year + childUntilYears, month, 1);

/** @throws EarshotError INVALID_ARGUMENT for no month, one to come, or one of a grown-up */
export function requireChildsMonth(born: BornIn, nowMs: number): BornIn {
  const { year, month } = born;
  const isMonth = Number.isInteger(year) && Number.isInteger(month) && month >= 1 && month <= 12;
  if (!isMonth || Date.UTC(year, month - 1, 1) > nowMs || grownUpOnMs(born) <= nowMs) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'bornYear' } });
  }
  return born;
}

/** As a `date` column holds it. */
export const monthText = ({ year, month }: BornIn): string => `${year}-${String(month).padStart(2, '0')}-01`;

/** The month in what `monthText` made. */
export function monthIn(text: string): BornIn {
  const [year = 0, month = 0] = text.split('-').map(Number);
  return { year, month };
}
