/** Which language a page is shown in: what its reader chose, else what the browser prefers. */
import { type Html, html } from './html.ts';

export const languages = ['zh-CN', 'en-US'] as const;
export type Language = (typeof languages)[number];

/** One text for each language, each of the same shape. */
export type Texts<T> = Readonly<Record<Language, T>>;

export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', 'en-US': 'English' };

export const isLanguage = (text: unknown): text is Language => languages.some((one) => one === text);

/** By `Accept-Language` (RFC 9110, 12.5.4): the first of ours by weight. English where none is named. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((entry) => {
      const [tag = '', weight] = entry.trim().split(/\s*;\s*q=/);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const found = languages.find((one) => tag.split('-')[0] === one.split('-')[0]);
    if (found !== undefined) return found;
  }
  return 'en-US';
}

/** Buttons that choose a language and come back to the same page. */
export function languageSwitch(current: Language, label: string, path: string, formToken: string): Html {
  return html`<form class="languages" method="post" action="/language" aria-label="${label}">
<input type="hidden" name="form" value="${formToken}"><input type="hidden" name="to" value="${path}">
${languages.map(
  (one) =>
    html`<button class="quiet" name="language" value="${one}" lang="${one}"${one === current && html` aria-current="true"`}>${languageNames[one]}</button>`,
)}
</form>`;
}
