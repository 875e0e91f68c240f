/** What “history” looks like. */

import type { HistoryEntry } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

export interface HistoryView {
  readonly isOn: boolean;
  readonly entries: readonly HistoryEntry[];
  readonly hasMore: boolean;
  readonly keptDays: number;
  readonly search: string;
  readonly done?: string | undefined;
}

/** Choices of how long; the longest is the longest that anything may be kept. */
const keepChoices = [1, 7, 30, 90, 180] as const;

export function historyView(visit: Visit, view: HistoryView): Html {
  const text = texts[visit.language];
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  const hasNothing = !view.isOn && view.entries.length === 0;
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'history'),
    main: html`${isDone(view.done) && html`<p class="good" role="status">${text.done[view.done]}</p>`}
<p class="lead">${text.lead}</p>
${hasNothing ? html`<div class="card empty"><p>${text.off}</p><p><a href="/privacy">${text.switchOn}</a></p></div>` : entriesPart(visit, view)}`,
  });
}

function entriesPart(visit: Visit, view: HistoryView): Html {
  const text = texts[visit.language];
  const { entries, search } = view;
  const oldest = entries.at(-1)?.heardAtMs ?? 0;
  return html`<form class="search" method="get" action="/privacy/history" role="search">
<label class="unseen" for="search">${text.search}</label>
<input id="search" name="search" type="search" value="${search}" maxlength="200">
<button class="second">${text.find}</button>
</form>
${entries.length === 0 && html`<p class="card empty">${search === '' ? text.none : text.notFound}</p>`}
<ul class="rows talk">${entries.map((one) => entryCard(visit, one))}</ul>
${view.hasMore && html`<p><a href="/privacy/history?before=${oldest}&search=${encodeURIComponent(search)}">${text.older}</a></p>`}
${keepForm(visit, view.keptDays)}
${rangeForm(visit)}
<p class="choices"><a href="/privacy/history/copy" download>${text.copy}</a> <a class="danger" href="/privacy/history/delete-all">${text.deleteAll}</a></p>`;
}

function entryCard(visit: Visit, one: HistoryEntry): Html {
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<li class="card">
<p class="note"><time datetime="${new Date(one.heardAtMs).toISOString()}">${when.format(one.heardAtMs)}</time></p>
<p class="said"><span class="unseen">${text.you}: </span>${one.heard}</p>
${one.answered !== '' && html`<p class="answered"><span class="unseen">${text.earshot}: </span>${one.answered}</p>`}
<div class="entry-ways"><a href="/privacy/why/${one.turnId}" aria-label="${text.why} ${one.heard}">${text.why}</a>
<form method="post" action="/privacy/history/delete">${formToken(visit)}<input type="hidden" name="entry" value="${one.entryId}">
<button class="quiet danger-text" aria-label="${text.deleteOf(one.heard)}">${text.delete}</button></form></div>
</li>`;
}

function keepForm(visit: Visit, keptDays: number): Html {
  const text = texts[visit.language];
  const choices = [...new Set([...keepChoices, keptDays])].sort((a, b) => a - b);
  return html`<form class="card" method="post" action="/privacy/history/keep">${formToken(visit)}
<label for="days">${text.keep}</label>
<div class="beside"><select id="days" name="days">${choices.map(
    (days) =>
      html`<option value="${days}"${days === keptDays && html` selected`}>${text.days(days)}</option>`,
  )}</select>
<button class="second">${text.save}</button></div>
</form>`;
}

function rangeForm(visit: Visit): Html {
  const text = texts[visit.language];
  return html`<details class="card"><summary>${text.range}</summary>
<form method="post" action="/privacy/history/delete-range">${formToken(visit)}
<div class="two"><div><label for="from">${text.from}</label><input id="from" name="from" type="date" required></div>
<div><label for="until">${text.until}</label><input id="until" name="until" type="date" required></div></div>
<button class="danger wide">${text.deleteRange}</button>
</form></details>`;
}

export function deleteAllView(visit: Visit): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.deleteAllTitle,
    nav: centreNav(visit, 'history'),
    main: html`<form class="card" method="post" action="/privacy/history/delete-all">${formToken(visit)}
<p>${text.deleteAllLead}</p>
<p class="choices"><button class="danger">${text.deleteAll}</button> <a href="/privacy/history">${text.stay}</a></p>
</form>`,
  });
}
