/** What several commands take as the value of an option. */
import { InvalidArgumentError } from 'commander';

/** A whole number within bounds, both of which are taken. */
export const between = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`);
  return value;
};

/** `90`, `90s`, `5m`, in seconds. */
export function seconds(text: string): number {
  const [, amount = '', unit = 's'] = /^(\d+)(s|m)?$/.exec(text) ?? [];
  const value = Number(amount) * (unit === 'm' ? 60 : 1);
  if (amount === '' || value < 1 || value > 86_400) throw new InvalidArgumentError('for example 60s or 5m');
  return value;
}
