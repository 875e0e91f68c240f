/** When an answer is due: fifteen working days, Chinese public holidays and the working weekends that pay for them counted. */
import chineseDays from 'chinese-days';

export const answerWithinWorkdays = 15;

/** Days begin and end there, whatever the clock of the machine. */
const timeZone = 'Asia/Shanghai';

/** ISO 8601 day. */
export const dayOf = (ms: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms);

/** The last day for an answer to what was asked then; the day of asking does not count. */
export const dueOn = (askedAtMs: number): string =>
  chineseDays.findWorkday(answerWithinWorkdays, dayOf(askedAtMs));
