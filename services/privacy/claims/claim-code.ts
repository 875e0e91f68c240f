import { createHmac, randomInt } from 'node:crypto';

/**
 * Letters that are told apart when spoken or read, without vowels so that no words come about (RFC 8628, 6.1).
 * Eight of them give 2.5 * 10^10 codes.
 */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;

/** A code as it is shown or spoken, in two halves: `WDJB-MJHT`. */
export function makeClaimCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${letters.slice(0, codeLength / 2)}-${letters.slice(codeLength / 2)}`;
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

/** What is stored: a keyed MAC, because 2.5 * 10^10 plain hashes are tried out in seconds. */
export function claimCodeMac(key: Buffer, normalised: string): Buffer {
  return createHmac('sha256', key).update(`earshot.claim-code.1:${normalised}`).digest();
}
