/** What signing in looks like. */

import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import { passkeyButton } from '../../frame/passkey-button.ts';
import type { Visit } from '../../frame/visit.ts';
import { texts } from './texts.ts';

export function signInView(visit: Visit, problem?: ErrorCode): Html {
  const text = texts[visit.language];
  const isWrong = problem !== undefined;
  return layout(visit, {
    title: text.title,
    hasPasskeys: true,
    main: html`<p class="lead">${text.lead}</p>
${isWrong && html`<p class="problem" role="alert" id="problem">${sentenceFor(visit.language, problem)}</p>`}
<form class="card" method="post" action="/sign-in">
${formToken(visit)}
<label for="identity">${text.identity}</label>
<input id="identity" name="identity" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required aria-describedby="${isWrong ? 'problem hint' : 'hint'}"${isWrong && html` aria-invalid="true"`}>
<p class="note" id="hint">${text.hint}</p>
<button>${text.send}</button>
</form>
${passkeyButton(visit, {
  kind: 'sign-in',
  start: '/sign-in/passkey/start',
  finish: '/sign-in/passkey/finish',
  before: text.or,
  label: text.passkey,
  problem: text.passkeyProblem,
})}
<p><a href="/sign-up">${text.signUp}</a></p>`,
  });
}

export function linkView(visit: Visit, token: string): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.linkTitle,
    main: html`<form class="card" method="post" action="/sign-in/link">
${formToken(visit)}<input type="hidden" name="token" value="${token}">
<p>${text.linkLead}</p>
<button>${text.linkGo}</button>
</form>`,
  });
}
