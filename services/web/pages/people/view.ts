/** What “family” looks like: members, an offer and its answer, children. */
import {
  type Child,
  type Join,
  JoinState,
  type OfferJoinResponse,
  type ReadJoinResponse,
  Share,
} from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { HomeMember, InviteMemberResponse } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type { HistoryEntry } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

const known = [Share.HISTORY, Share.DEVICES] as const;

const timeIn = (visit: Visit, ms: number): string =>
  new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);

function shareWords(visit: Visit, shares: readonly Share[]): string {
  const text = texts[visit.language];
  if (shares.length === 0) return text.nothing;
  const words = shares.map((share) => text.shares[share] ?? '');
  return words.join(visit.language === 'zh-CN' ? '、' : ', ');
}

function boxes(visit: Visit, legend: string, name: string, shares: readonly Share[]): Html {
  const text = texts[visit.language];
  return html`<fieldset><legend>${legend}</legend>
${shares.map(
  (share) =>
    html`<label class="box"><input type="checkbox" name="${name}${share}" value="yes"> <span>${text.shares[share] ?? ''}</span></label>`,
)}</fieldset>`;
}

export function peopleView(
  visit: Visit,
  {
    joins,
    children,
    members,
    isOwner,
    done,
  }: {
    readonly joins: readonly Join[];
    readonly children: readonly Child[];
    readonly members: readonly HomeMember[];
    readonly isOwner: boolean;
    readonly done?: string | undefined;
  },
): Html {
  const text = texts[visit.language];
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'people'),
    main: html`${isDone(done) && html`<p class="good" role="status">${text.done[done]}</p>`}
<p class="lead">${text.lead}</p>
<section aria-labelledby="members"><h2 id="members">${text.members}</h2>
${joins.length === 0 ? html`<p class="card empty">${text.noMembers}</p>` : html`<ul class="cards">${joins.map((join) => joinCard(visit, join))}</ul>`}
${isOwner && offerForm(visit)}
<details class="card"><summary>${text.enter}</summary><form method="post" action="/privacy/people/read">${formToken(visit)}
<p>${text.enterLead}</p>
<label for="code">${text.code}</label>
<input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" required>
<button class="wide">${text.look}</button></form></details></section>
<section aria-labelledby="children"><h2 id="children">${text.children}</h2>
${children.length === 0 ? html`<p class="card empty">${text.noChildren}</p>` : html`<ul class="cards">${children.map((child) => childCard(visit, child))}</ul>`}
${isOwner && addChildForm(visit)}</section>
${
  members.length > 0 &&
  html`<section aria-labelledby="grown"><h2 id="grown">${text.grown}</h2>
<ul class="cards">${members.map((member) => memberCard(visit, member))}</ul></section>`
}`,
  });
}

function joinCard(visit: Visit, join: Join): Html {
  const text = texts[visit.language];
  const { joinId, state, isMain, name } = join;
  const isJoined = state === JoinState.JOINED;
  const called = name === '' ? text.nobody : name;
  return html`<li class="card"><p class="badge">${text.states[state] ?? ''}</p>
<h3>${called}</h3>
<p><strong>${text.theySee}:</strong> ${shareWords(visit, join.lets)}</p>
<p><strong>${text.youSee}:</strong> ${shareWords(visit, join.sees)}</p>
${!isJoined && html`<p class="note">${text.until(timeIn(visit, join.expiresAtMs))}</p>`}
${
  state === JoinState.ANSWERED &&
  isMain &&
  html`<form method="post" action="/privacy/people/${joinId}/confirm">${formToken(visit)}
<p>${text.confirmLead(called)}</p><button class="wide">${text.confirm}</button></form>`
}
${isJoined && join.sees.includes(Share.HISTORY) && html`<p><a href="/privacy/people/${joinId}/history">${text.readHistory}</a></p>`}
${isJoined && isMain && recogniseForm(visit, join)}
<form method="post" action="/privacy/people/${joinId}/end">${formToken(visit)}<button class="second wide" aria-label="${text.end}: ${called}">${text.end}</button></form>
</li>`;
}

function recogniseForm(visit: Visit, { joinId }: Join): Html {
  const text = texts[visit.language];
  return html`<details><summary>${text.recognise}</summary><form method="post" action="/privacy/people/${joinId}/recognise">${formToken(visit)}
<p>${text.recogniseLead}</p>
<label for="born-${joinId}">${text.born}</label>
<input id="born-${joinId}" name="born" inputmode="numeric" pattern="[0-9]{4}-[0-9]{1,2}" maxlength="7" autocomplete="off" required>
<button class="danger">${text.recognise}</button></form></details>`;
}

function offerForm(visit: Visit): Html {
  const text = texts[visit.language];
  return html`<details class="card"><summary>${text.offer}</summary><form method="post" action="/privacy/people/offer">${formToken(visit)}
<p>${text.offerLead}</p>
<label for="offer-name">${text.name}</label><input id="offer-name" name="name" maxlength="40" autocomplete="off" required>
${boxes(visit, text.lets, 'lets', known)}
${boxes(visit, text.asks, 'asks', known)}
<button class="wide">${text.makeOffer}</button></form></details>`;
}

function childCard(visit: Visit, child: Child): Html {
  const text = texts[visit.language];
  return html`<li class="card">${child.isWaiting && html`<p class="badge bad">${text.waiting}</p>`}
<h3><a href="/privacy/people/children/${child.childId}">${child.name === '' ? text.children : child.name}</a></h3></li>`;
}

/** Who has grown up has an account that nobody answers for, and a way to it that their former guardian hands over once. */
function memberCard(visit: Visit, { subjectId, name, canSignIn }: HomeMember): Html {
  const text = texts[visit.language];
  return html`<li class="card"><h3>${name === '' ? text.nobody : name}</h3>
${
  canSignIn
    ? html`<p>${text.grownSignsIn}</p>`
    : html`<p>${text.grownLead}</p>
<form method="post" action="/privacy/people/members/${subjectId}/invite">${formToken(visit)}<button class="second wide" aria-label="${text.invite}: ${name}">${text.invite}</button></form>`
}</li>`;
}

/** The link, shown once. */
export function invitedView(visit: Visit, { url }: InviteMemberResponse): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.invited,
    nav: centreNav(visit, 'people'),
    main: html`<div class="card"><p>${text.invitedLead}</p><p class="link">${url}</p></div>
<p><a href="/privacy/people">${text.title}</a></p>`,
  });
}

function addChildForm(visit: Visit): Html {
  const text = texts[visit.language];
  return html`<details class="card"><summary>${text.addChild}</summary><form method="post" action="/privacy/people/children">${formToken(visit)}
<p>${text.addChildLead}</p>
<label for="child-name">${text.childName}</label><input id="child-name" name="name" maxlength="40" autocomplete="off" required>
<label for="child-born">${text.born}</label>
<input id="child-born" name="born" inputmode="numeric" pattern="[0-9]{4}-[0-9]{1,2}" maxlength="7" autocomplete="off" required>
<button class="wide">${text.add}</button></form></details>`;
}

/** The code of an offer, shown once. */
export function offeredView(visit: Visit, { code, expiresAtMs }: OfferJoinResponse): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.code,
    nav: centreNav(visit, 'people'),
    main: html`<div class="card"><p class="code">${code}</p>
<p>${text.codeLead}</p><p class="note">${text.codeOnce} ${text.until(timeIn(visit, expiresAtMs))}</p></div>
<p><a href="/privacy/people">${text.title}</a></p>`,
  });
}

/** What each would see, before anything is agreed to. */
export function termsView(visit: Visit, terms: ReadJoinResponse, code: string): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.terms(terms.name),
    nav: centreNav(visit, 'people'),
    main: html`<form class="card" method="post" action="/privacy/people/answer">${formToken(visit)}
<input type="hidden" name="code" value="${code}">
<p><strong>${text.youSee}:</strong> ${shareWords(visit, terms.lets)}</p>
<p><strong>${text.theyAsk}:</strong> ${shareWords(visit, terms.asks)}</p>
<label for="answer-name">${text.name}</label><input id="answer-name" name="name" maxlength="40" autocomplete="off" required>
${terms.asks.length > 0 && boxes(visit, text.letsThem, 'lets', terms.asks)}
<p class="choices"><button>${text.agree}</button> <a href="/privacy/people">${text.back}</a></p></form>`,
  });
}

export function sharedHistoryView(visit: Visit, name: string, entries: readonly HistoryEntry[]): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.history(name),
    nav: centreNav(visit, 'people'),
    main: html`${entries.length === 0 && html`<p class="card empty">${text.noHistory}</p>`}
<ul class="rows">${entries.map(
      ({ heardAtMs, heard, answered }) =>
        html`<li class="card"><p class="note">${timeIn(visit, heardAtMs)}</p><blockquote>${heard}</blockquote><p>${answered}</p></li>`,
    )}</ul><p><a href="/privacy/people">${text.title}</a></p>`,
  });
}
