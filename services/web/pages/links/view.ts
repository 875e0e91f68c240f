/** What “linked accounts” looks like: the list, the way to the other account, and the way back. */
import type { Link } from '../../../../proto/gen/earshot/linking/v1/linking.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

export function linksView(visit: Visit, links: readonly Link[], done?: string): Html {
  const text = texts[visit.language];
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'links'),
    main: html`${isDone(done) && html`<p class="good" role="status">${text.done[done]}</p>`}
<p class="lead">${text.lead}</p>
${links.length === 0 && html`<p class="card empty">${text.none}</p>`}
<ul class="cards">${links.map((link) => linkCard(visit, link))}</ul>`,
  });
}

function learns(visit: Visit, link: Link): Html {
  const text = texts[visit.language];
  return html`<p><strong>${text.skillLearns}:</strong> ${link.skillLearns}</p>
<p><strong>${text.earshotLearns}:</strong> ${link.earshotLearns}</p>
${link.scopes.length > 0 && html`<p class="note">${text.asksFor}: ${link.scopes.join(', ')}</p>`}`;
}

function linkCard(visit: Visit, link: Link): Html {
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium' });
  const isLinked = link.linkedAtMs > 0;
  const action = `/privacy/links/${link.skillId}/${isLinked ? 'end' : 'start'}`;
  const label = isLinked ? text.unlink : text.link;
  return html`<li class="card"><h2 class="name">${link.operator}</h2><p class="note">${link.skillId} · ${link.host}${isLinked && ` · ${text.linkedAt(when.format(link.linkedAtMs))}`}</p>
${learns(visit, link)}
<form method="post" action="${action}">${formToken(visit)}<button class="${isLinked ? 'danger' : 'second'} wide" aria-label="${label}: ${link.operator}">${label}</button></form></li>`;
}

/** A page and a link, because no form of ours may lead to another host. */
export function leaveView(visit: Visit, link: Link, url: string): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.leave(link.host),
    nav: centreNav(visit, 'links'),
    main: html`<div class="card">${learns(visit, link)}
<p>${text.leaveLead(link.host)}</p><p class="note">${text.grantToo}</p>
<p class="choices"><a class="button" rel="noreferrer" href="${url}">${text.leaveGo(link.host)}</a> <a href="/privacy/links">${text.stay}</a></p></div>`,
  });
}

/** Back from elsewhere, without the strict cookie: one click of our own brings it along. */
export function backView(visit: Visit, query: string): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.backTitle,
    main: html`<div class="card"><p>${text.backLead}</p>
<p class="choices"><a class="button" href="/privacy/links/confirm?${query}">${text.goOn}</a></p></div>`,
  });
}

export function confirmView(visit: Visit, query: string): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.backTitle,
    nav: centreNav(visit, 'links'),
    main: html`<form class="card" method="post" action="/privacy/links/finish">${formToken(visit)}
<input type="hidden" name="query" value="${query}"><p>${text.confirmLead}</p>
<p class="choices"><button>${text.confirm}</button> <a href="/privacy/links">${text.stay}</a></p></form>`,
  });
}
