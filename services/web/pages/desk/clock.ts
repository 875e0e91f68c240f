/** How long ago something was, in a word, as `assets/desk.js` goes on saying it. */
import { type Html, html } from '../../frame/html.ts';
import type { Language } from '../../frame/languages.ts';

export function since(language: Language, atMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((nowMs - atMs) / 60_000));
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (minutes < 1) return format.format(0, 'second');
  return minutes < 60 ? format.format(-minutes, 'minute') : format.format(-Math.floor(minutes / 60), 'hour');
}

/** `14:05` on the clock of whoever reads it is not known here: on the hotel's. */
export function clockTime(language: Language, atMs: number): Html {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return html`<time datetime="${new Date(atMs).toISOString()}" data-clock>${time.format(atMs)}</time>`;
}
