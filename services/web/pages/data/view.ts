/** What “my data” looks like: a copy, a restriction, closing, and the report of an erasure. */

import type { ReadErasureResponse } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

export function dataView(
  visit: Visit,
  {
    isRestricted,
    isOwner,
    done,
  }: { readonly isRestricted: boolean; readonly isOwner: boolean; readonly done?: string | undefined },
): Html {
  const text = texts[visit.language];
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'data'),
    main: html`${isDone(done) && html`<p class="good" role="status">${text.done[done]}</p>`}
<p class="lead">${text.lead}</p>
<section class="card" aria-labelledby="copy"><h2 id="copy">${text.copy}</h2>
<p>${isOwner ? text.copyLead : text.copyOwn}</p>
<form method="post" action="/privacy/data/copy">${formToken(visit)}<button class="wide">${text.copyGo}</button></form></section>
<section class="card" aria-labelledby="restrict"><h2 id="restrict">${text.restrict}</h2>
<p>${text.restrictLead}</p>
${isRestricted && html`<p><strong>${text.restricted}</strong></p>`}
<form method="post" action="/privacy/data/restrict">${formToken(visit)}
<input type="hidden" name="answer" value="${isRestricted ? 'no' : 'yes'}">
<button class="second wide">${isRestricted ? text.liftGo : text.restrictGo}</button></form></section>
<section class="card" aria-labelledby="close"><h2 id="close">${text.close}</h2>
<p>${isOwner ? text.closeLead : text.leaveLead}</p>
<p><a class="danger" href="/privacy/data/close">${text.closeTo}</a></p></section>`,
  });
}

export function closeView(visit: Visit, isOwner: boolean, problem?: ErrorCode): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.closeTitle,
    nav: centreNav(visit, 'data'),
    main: html`${problem !== undefined && html`<p class="problem" role="alert" id="problem">${sentenceFor(visit.language, problem)}</p>`}
<form class="card" method="post" action="/privacy/data/close">${formToken(visit)}
<p>${isOwner ? text.closeLead : text.leaveLead}</p>
<ul>${(isOwner ? text.closePoints : text.leavePoints).map((point) => html`<li>${point}</li>`)}</ul>
<p><strong>${text.closeLast}</strong></p>
<label for="sure">${text.closeSure}</label>
<input id="sure" name="sure" autocomplete="off" autocapitalize="none" maxlength="20" required>
<p class="choices"><button class="danger">${text.closeGo}</button> <a href="/privacy/data">${text.stay}</a></p>
</form>`,
  });
}

/** What has to be typed, in the reader's language. */
export const closeWords = { 'zh-CN': '注销', 'en-US': 'close' } as const;

export function erasureView(visit: Visit, erasureId: string, report: ReadErasureResponse): Html {
  const text = texts[visit.language];
  const row = (name: string, isDone: boolean, words: string) =>
    html`<li><span class="mark ${isDone ? 'done' : 'waiting'}" aria-hidden="true"></span><strong>${name}</strong> <span class="note">${words}</span></li>`;
  const nameOf = (holder: string) => text.holderNames[holder] ?? holder;
  return layout(visit, {
    title: text.gone,
    main: html`<p class="lead">${text.goneLead}</p>
<section class="card" aria-labelledby="holders"><h2 id="holders">${text.holders}</h2>
<ul class="marks">${report.doneHolders.map((name) => row(nameOf(name), true, text.isDone))}
${report.pendingHolders.map((name) => row(nameOf(name), false, text.isPending))}</ul></section>
<section class="card" aria-labelledby="recipients"><h2 id="recipients">${text.recipients}</h2>
${
  report.recipients.length === 0
    ? html`<p>${text.noRecipients}</p>`
    : html`<ul class="marks">${report.recipients.map((one) => row(one.skillId, one.state === 'done', text.states[one.state] ?? one.state))}</ul>`
}</section>
${!report.isDone && html`<p>${text.goneRest}</p>`}
<p class="note">${text.reference} <code>${erasureId}</code></p>`,
  });
}
