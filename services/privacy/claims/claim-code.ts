/** Claim codes: made, read however they are said, and kept as keyed hashes. */
import { createHmac, randomInt } from 'node:crypto';

/** Letters that are told apart when spoken or read, without vowels so that no words come about (RFC 8628, 6.1). */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
/**
 * Fifteen of twenty letters are 3.3 * 10^19 codes, so many that nothing has to be limited for everybody at once. With
 * 100,000 codes alive and 6,000 addresses that each guess as often as the gateway lets them (once in six seconds: 1,000
 * guesses a second in all), one of them is hit every 3.3 * 10^19 / 10^5 / 10^3 s, which is 10,000 years.
 */
const codeLength = 15;
const groupLength = 5;

/** A code as it is shown or spoken, in three groups: `WDJBM-JHTBC-DFGHJ`. */
export function makeClaimCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  const groups = Array.from({ length: codeLength / groupLength }, (_, index) =>
    letters.slice(index * groupLength, (index + 1) * groupLength),
  );
  return groups.join('-');
}

/** The code without what people put between letters, or `undefined` when it cannot be one. */
export function normaliseClaimCode(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const letters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—.,_]/g, '');
  return letters.length === codeLength && [...letters].every((letter) => alphabet.includes(letter))
    ? letters
    : undefined;
}

/** What is stored: a keyed MAC, so that a stolen table says nothing about codes that still work. */
export function claimCodeMac(key: Buffer, normalised: string): Buffer {
  return createHmac('sha256', key).update(`earshot.claim-code.1:${normalised}`).digest();
}
