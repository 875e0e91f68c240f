/** The page around every page: head, header with the language switch, main, footer. */

import { type AssetName, assetPath } from './assets.ts';
import { formToken } from './form-token.ts';
import { type Html, html } from './html.ts';
import { languageSwitch, type Texts } from './languages.ts';
import type { Visit } from './visit.ts';

const texts: Texts<{ skip: string; language: string; signOut: string; promise: string }> = {
  'zh-CN': {
    skip: '跳到正文',
    language: '语言',
    signOut: '退出登录',
    promise: '这里只使用本站自己的文件，没有追踪。',
  },
  'en-US': {
    skip: 'Skip to the content',
    language: 'Language',
    signOut: 'Sign out',
    promise: 'These pages load nothing from anybody else, and follow nobody.',
  },
};

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Ways to the pages beside this one. */
  readonly nav?: Html;
  /** The page offers passkeys. */
  readonly hasPasskeys?: boolean;
  /** Of this page alone. */
  readonly styles?: readonly AssetName[];
  readonly scripts?: readonly AssetName[];
}

export function layout(
  visit: Visit,
  { title, main, nav, hasPasskeys = false, styles = [], scripts = [] }: Page,
): Html {
  const text = texts[visit.language];
  // The address of a link that signs in is not repeated anywhere: its page leads back to the sign-in page.
  const here = visit.here.startsWith('/sign-in/') ? '/sign-in' : visit.here;
  return html`<!doctype html>
<html lang="${visit.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Earshot</title>
<link rel="icon" href="${assetPath('icon.svg')}">
<link rel="stylesheet" href="${assetPath('style.css')}">
${styles.map((name) => html`<link rel="stylesheet" href="${assetPath(name)}">`)}
${scripts.map((name) => html`<script src="${assetPath(name)}" type="module"></script>`)}
${
  hasPasskeys &&
  html`<script src="${assetPath('webauthn.js')}" defer></script>
<script src="${assetPath('passkey.js')}" defer></script>`
}
</head>
<body>
<a class="skip" href="#main">${text.skip}</a>
<header>
<a class="brand" href="/">Earshot</a>
${languageSwitch(visit.language, text.language, here, visit.formToken)}
${
  visit.signedIn !== undefined &&
  html`<form method="post" action="/sign-out">${formToken(visit)}<button class="quiet">${text.signOut}</button></form>`
}
</header>
${nav}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
<footer><p>${text.promise}</p></footer>
</body>
</html>
`;
}
