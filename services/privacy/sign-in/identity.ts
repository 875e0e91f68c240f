/** Addresses that people sign in with: one spelling for each, a keyed hash to find it by, and a mask to show it. */
import { createHmac } from 'node:crypto';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import validator from 'validator';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const maxCharacters = 254;

/** Where a number without a country is from, by the language of whoever types it. */
const countryOf = (locale: string): CountryCode => (locale.startsWith('zh') ? 'CN' : 'US');

/**
 * The one spelling of an address: E.164, or a mail address in small letters.
 * @throws EarshotError IDENTITY_INVALID
 */
export function normaliseIdentity(typed: string, locale: string): string {
  const text = typed.length > maxCharacters ? '' : typed.trim().normalize('NFKC');
  if (validator.isEmail(text)) return text.toLowerCase();
  const number = parsePhoneNumberFromString(text, countryOf(locale));
  if (number?.isValid() !== true) throw new EarshotError('IDENTITY_INVALID');
  return number.number;
}

/** There are so few telephone numbers that a plain hash could be tried out; the key is in a file. */
export const identityMac = (key: Buffer, identity: string): Buffer =>
  createHmac('sha256', key).update(`earshot.identity.1:${identity}`).digest();

/** A sealed address cannot be moved to another account, nor under another hash. */
export const sealContext = (subjectId: string, mac: Buffer): string =>
  `identity:${subjectId}:${mac.toString('hex')}`;

/** `+86 ••• 8000`, `a•••@example.org`: its owner knows which one it is, nobody else could use it. */
export function maskIdentity(identity: string): string {
  const at = identity.lastIndexOf('@');
  if (at > 0) return `${identity.slice(0, 1)}•••${identity.slice(at)}`;
  const country = parsePhoneNumberFromString(identity)?.countryCallingCode ?? '';
  return `+${country} ••• ${identity.slice(-4)}`;
}
