/** What “requests” looks like. */

import type { Announcement } from '../../../../proto/gen/earshot/duties/v1/duties.ts';
import {
  RequestKind,
  RequestState,
  type TrackedRequest,
} from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { announcementsSection } from '../centre/announcements.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

export function requestsView(
  visit: Visit,
  {
    requests,
    announcements,
    isDone,
    isOwner,
  }: {
    requests: readonly TrackedRequest[];
    announcements: readonly Announcement[];
    isDone: boolean;
    isOwner: boolean;
  },
): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'requests'),
    main: html`${isDone && html`<p class="good" role="status">${text.done.sent}</p>`}
${announcementsSection(visit, announcements)}
<p class="lead">${text.lead}</p>
<section aria-labelledby="list"><h2 id="list">${text.list}</h2>
${requests.length === 0 && html`<p class="card empty">${text.none}</p>`}
<ul class="rows">${requests.map((one) => requestCard(visit, one))}</ul></section>
<section aria-labelledby="make"><h2 id="make">${text.make}</h2>
${noteForm(visit, { id: 'correction', title: text.correction, hint: text.correctionHint, kind: RequestKind.CORRECTION })}
${noteForm(visit, { id: 'complaint', title: text.complaint, hint: text.complaintHint, kind: RequestKind.COMPLAINT })}
${isOwner && html`<p class="note">${text.others} <a href="/privacy/data">${text.toData}</a></p>`}
</section>`,
  });
}

function requestCard(visit: Visit, one: TrackedRequest): Html {
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium' });
  const day = when.format(Date.parse(`${one.dueOn}T12:00:00Z`));
  const isOpen = one.state === RequestState.OPEN;
  const isRefused = one.state === RequestState.REFUSED;
  return html`<li class="card">
<p class="badge ${isRefused && 'bad'}">${text.states[one.state]}</p>
<h3>${text.kinds[one.kind]}</h3>
<p class="note">${text.opened(when.format(one.openedAtMs))}${isOpen ? html` · <strong>${text.due(day)}</strong>` : html` · ${text.closed(when.format(one.closedAtMs))}`}</p>
${one.appealOf !== '' && html`<p class="note">${text.appealed}</p>`}
${one.note !== '' && html`<blockquote>${one.note}</blockquote>`}
${isRefused && html`<p><strong>${text.reason}:</strong> ${text.refusals[one.refusal] ?? ''}</p>`}
${one.answer !== '' && html`<p><strong>${text.answer}:</strong> ${one.answer}</p>`}
${
  one.mayAppeal &&
  html`<details><summary>${text.appeal}</summary><form method="post" action="/privacy/requests/${one.requestId}/appeal">${formToken(visit)}
<label for="appeal-${one.requestId}">${text.appealHint}</label>
<textarea id="appeal-${one.requestId}" name="note" rows="3" maxlength="2000" required></textarea>
<button class="second wide">${text.appeal}</button></form></details>`
}
</li>`;
}

function noteForm(
  visit: Visit,
  form: { readonly id: string; readonly title: string; readonly hint: string; readonly kind: RequestKind },
): Html {
  const text = texts[visit.language];
  return html`<details class="card"><summary>${form.title}</summary>
<form method="post" action="/privacy/requests">${formToken(visit)}
<input type="hidden" name="kind" value="${form.kind}">
<label for="${form.id}">${form.hint}</label>
<textarea id="${form.id}" name="note" rows="4" maxlength="2000" required></textarea>
<button class="wide">${text.send}</button></form></details>`;
}
