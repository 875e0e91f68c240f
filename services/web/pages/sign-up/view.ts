/** What signing up looks like: first what one agrees to, then the address. */
import type { ReadConsentTextResponse } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { texts } from './texts.ts';

export function signUpView(visit: Visit, terms: ReadConsentTextResponse, problem?: ErrorCode): Html {
  const text = texts[visit.language];
  const isWrong = problem !== undefined;
  return layout(visit, {
    title: text.title,
    main: html`<p class="lead">${text.lead}</p>
${isWrong && html`<p class="problem" role="alert" id="problem">${sentenceFor(visit.language, problem)}</p>`}
<section class="card" aria-labelledby="terms">
<h2 id="terms">${text.terms}</h2>
<p>${text.summary}</p>
<h3>${terms.title}</h3>
<p>${terms.summary}</p>
<ul>${terms.points.map((point) => html`<li>${point}</li>`)}</ul>
<p><strong>${text.without}</strong> ${terms.without}</p>
<p class="note">${text.version(terms.version, terms.since)}</p>
</section>
<form class="card" method="post" action="/sign-up">
${formToken(visit)}<input type="hidden" name="version" value="${terms.version}">
<label for="identity">${text.identity}</label>
<input id="identity" name="identity" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required aria-describedby="${isWrong ? 'problem hint' : 'hint'}"${isWrong && html` aria-invalid="true"`}>
<p class="note" id="hint">${text.hint}</p>
<label class="box"><input type="checkbox" name="agreed" value="yes" required> <span>${text.agree}</span></label>
<p class="note">${text.children}</p>
<button>${text.send}</button>
</form>
<p><a href="/sign-in">${text.signIn}</a></p>`,
  });
}
