/** A skill's own rule for the values of a slot, as the model writes it. */
import type { SlotCheck } from '../model/types.ts';
import { dayNumber, dayOf, localTime } from '../slots/calendar.ts';
import type { SlotContext } from '../slots/types.ts';
import type { FilledSlot } from './slots.ts';

/** Whether a value is what the rule wants. A value of a type that the rule is not about always is. */
export function passesCheck(check: SlotCheck, slot: FilledSlot, context: SlotContext): boolean {
  const { value, typeName, valueId } = slot;
  // Words that were taken as they are have no value to be measured.
  if (!slot.isMatched) return true;
  const { values, step, minDigits = 0, maxDigits = Infinity } = check;
  if (values !== undefined && valueId !== undefined && !values.includes(valueId)) return false;
  if (step !== undefined && typeof value === 'number' && !isMultiple(value, step)) return false;
  if (typeof value === 'string' && digitTypes.has(typeName)) {
    const count = value.replace(/\D/g, '').length;
    return count >= minDigits && count <= maxDigits;
  }
  return endsOf(value).every((end) => isWithinDays(end, check, context) && isWithinTimes(end, check));
}

const digitTypes: ReadonlySet<string> = new Set(['digits', 'phone-number', 'room-number']);

/** Steps may have decimals, and those of the machine are not theirs. */
const isMultiple = (value: number, step: number): boolean => {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-9;
};

/** Both ends of a range; of anything that is no text nothing. */
function endsOf(value: FilledSlot['value']): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && 'from' in value ? [value.from, value.to] : [];
}

function isWithinDays(text: string, { fromDay, toDay }: SlotCheck, context: SlotContext): boolean {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  const day = date === undefined ? undefined : dayOf(Number(year), Number(month), Number(date));
  if (day === undefined) return true;
  const now = localTime(context.nowMs, context.timeZone);
  const away = day - dayNumber(now.year, now.month, now.day);
  return away >= (fromDay ?? -Infinity) && away <= (toDay ?? Infinity);
}

function isWithinTimes(text: string, { fromTime, toTime }: SlotCheck): boolean {
  const time = /(?:^|T)(\d\d:\d\d)/.exec(text)?.[1];
  if (time === undefined) return true;
  return time >= (fromTime ?? '00:00') && time <= (toTime ?? '24:00');
}
