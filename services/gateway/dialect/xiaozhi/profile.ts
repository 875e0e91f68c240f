/**
 * What of a device's kind the connection has to know: written into the address that the device is told, which it keeps and
 * connects to. Its handshake says nothing of it.
 */
import type { Locale } from '@earshot/skills-sdk';
import { agreedLocale } from '../../../../language/locale.ts';

export const webSocketPath = '/xiaozhi/v1/';

/** What the chips of these devices listen for, by the language they speak. */
export const xiaozhiWakeWords: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': ['你好小智'],
  'en-US': ['hi esp'],
};

export interface Profile {
  readonly locale: Locale;
  /** Frames of speech that it can take ahead of their time; undefined: as many as others. */
  readonly burstFrames: number | undefined;
}

/** Chips with so little memory that a burst of speech restarts them. */
const smallChip = /^esp32-?[ch]\d/i;
const smallChipFrames = 2;
const maxBurstFrames = 20;

export function profileOf(chip: string, languages: string): Profile {
  const named = languages.split(',')[0]?.split(';')[0]?.trim() ?? '';
  return {
    locale: agreedLocale(named) ?? 'zh-CN',
    burstFrames: smallChip.test(chip) ? smallChipFrames : undefined,
  };
}

/** The address for a device of this kind. */
export function addressFor(gatewayUrl: string, { locale, burstFrames }: Profile): string {
  const burst = burstFrames === undefined ? '' : `&burst=${burstFrames}`;
  return `${gatewayUrl}${webSocketPath}?locale=${locale}${burst}`;
}

/** What the address says that a device connected to; anybody may write it otherwise, for their own device. */
export function readProfile(url: string | undefined): Profile {
  const query = new URLSearchParams((url ?? '').split('?')[1] ?? '');
  const burst = Number(query.get('burst') ?? Number.NaN);
  const isBurst = Number.isInteger(burst) && burst >= 1 && burst <= maxBurstFrames;
  return {
    locale: agreedLocale(query.get('locale') ?? '') ?? 'zh-CN',
    burstFrames: isBurst ? burst : undefined,
  };
}
