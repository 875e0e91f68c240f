/** What a child's page looks like, for its guardian. */
import type { ReadConsentTextResponse } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import {
  type Child,
  type ChildRead,
  type Join,
  JoinState,
} from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { OwnedDevice } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  RequestKind,
  RequestState,
  type TrackedRequest,
} from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { deviceName } from '../me/view.ts';
import { texts as requestTexts } from '../requests/texts.ts';
import { childTexts } from './child-texts.ts';

export interface ChildView {
  readonly child: Child;
  /** Of the home; those of the child are among them. */
  readonly devices: readonly OwnedDevice[];
  readonly requests: readonly TrackedRequest[];
  readonly reads: readonly ChildRead[];
  readonly joins: readonly Join[];
  /** What a guardian agrees to. */
  readonly text: ReadConsentTextResponse;
  readonly done?: string | undefined;
  readonly problem?: ErrorCode;
}

/** What has to be typed, in the reader's language. */
export const eraseWords = { 'zh-CN': '删除', 'en-US': 'erase' } as const;

export function childView(visit: Visit, view: ChildView): Html {
  const text = childTexts[visit.language];
  const { child, done, problem } = view;
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  return layout(visit, {
    title: child.name === '' ? text.unnamed : child.name,
    nav: centreNav(visit, 'people'),
    main: html`${isDone(done) && html`<p class="good" role="status">${text.done[done]}</p>`}
${problem !== undefined && html`<p class="problem" role="alert">${sentenceFor(visit.language, problem)}</p>`}
${agreement(visit, view)}
${limits(visit, child)}
${speakers(visit, view)}
${cases(visit, view)}
${data(visit, child)}
${staff(visit, view)}
${guardians(visit, view)}
<p><a href="/privacy/people">${text.back}</a></p>`,
  });
}

const path = ({ childId }: Child, what: string): string => `/privacy/people/children/${childId}/${what}`;

function agreement(visit: Visit, { child, text: agreed }: ChildView): Html {
  const text = childTexts[visit.language];
  const state = child.isAgreed ? text.isAgreed : child.isWaiting ? text.isWaiting : text.isRefused;
  return html`<section class="card" aria-labelledby="agreement"><h2 id="agreement">${agreed.title}</h2>
<p><strong>${state}</strong></p>
${child.isRecognised && !child.isAgreed && html`<p>${text.isRecognised}</p>`}
<p>${agreed.summary}</p><ul>${agreed.points.map((point) => html`<li>${point}</li>`)}</ul><p class="note">${agreed.without}</p>
<form class="choices" method="post" action="${path(child, 'answer')}">${formToken(visit)}
<input type="hidden" name="version" value="${agreed.version}">
${!child.isAgreed && html`<button name="answer" value="yes">${text.agree}</button> `}
${(child.isAgreed || child.isWaiting) && html`<button class="second" name="answer" value="no">${text.refuse}</button>`}
</form></section>`;
}

const clock = (minute: number | undefined): string =>
  minute === undefined
    ? ''
    : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function limits(visit: Visit, child: Child): Html {
  const text = childTexts[visit.language];
  const { dailyMinutes, quietFromMinute, quietUntilMinute } = child.rules ?? {};
  return html`<section class="card" aria-labelledby="limits"><h2 id="limits">${text.limits}</h2>
<p>${text.used(Math.round(child.usedTodayMs / 60_000))}</p>
<form method="post" action="${path(child, 'rules')}">${formToken(visit)}
<label for="minutes">${text.minutes}</label>
<input id="minutes" name="minutes" type="number" min="0" max="1440" value="${dailyMinutes ?? ''}" aria-describedby="minutes-hint">
<p class="note" id="minutes-hint">${text.minutesHint}</p>
<div class="two"><div><label for="from">${text.quietFrom}</label><input id="from" name="from" type="time" value="${clock(quietFromMinute)}"></div>
<div><label for="until">${text.quietUntil}</label><input id="until" name="until" type="time" value="${clock(quietUntilMinute)}"></div></div>
<button class="wide">${text.save}</button></form></section>`;
}

function speakers(visit: Visit, { child, devices }: ChildView): Html {
  const text = childTexts[visit.language];
  return html`<section class="card" aria-labelledby="speakers"><h2 id="speakers">${text.speakers}</h2>
${devices.length === 0 && html`<p>${text.noSpeakers}</p>`}
<ul class="rows">${devices.map((device) => {
    const isGiven = child.deviceIds.includes(device.deviceId);
    const name = deviceName(visit.language, device);
    const label = isGiven ? text.takeBack : text.give;
    return html`<li><form method="post" action="${path(child, 'speaker')}">${formToken(visit)}
<input type="hidden" name="device" value="${device.deviceId}"><input type="hidden" name="answer" value="${isGiven ? 'no' : 'yes'}">
<p><strong>${name}</strong> <span class="note">${device.model}</span></p>
<button class="second small" aria-label="${label}: ${name}">${label}</button></form></li>`;
  })}</ul></section>`;
}

function cases(visit: Visit, { child, requests }: ChildView): Html {
  const text = childTexts[visit.language];
  const words = requestTexts[visit.language];
  const form = (id: string, kind: RequestKind, label: string) =>
    html`<details><summary>${words.kinds[kind]}</summary><form method="post" action="${path(child, 'request')}">${formToken(visit)}
<input type="hidden" name="kind" value="${kind}"><label for="${id}">${label}</label>
<textarea id="${id}" name="note" rows="3" maxlength="2000" required></textarea><button class="wide">${text.send}</button></form></details>`;
  return html`<section class="card" aria-labelledby="requests"><h2 id="requests">${text.requests}</h2><p>${text.requestsLead}</p>
<ul>${requests.map(
    (one) =>
      html`<li><strong>${words.kinds[one.kind]}</strong> · ${words.states[one.state]}${one.state === RequestState.OPEN && ` · ${text.due(one.dueOn)}`}${one.answer !== '' && html`<br>${one.answer}`}</li>`,
  )}</ul>
${form('correction', RequestKind.CORRECTION, text.correction)}
${form('complaint', RequestKind.COMPLAINT, text.complaint)}</section>`;
}

function data(visit: Visit, child: Child): Html {
  const text = childTexts[visit.language];
  const { isRestricted } = child;
  return html`<section class="card" aria-labelledby="data"><h2 id="data">${text.data}</h2>
<form method="post" action="${path(child, 'copy')}">${formToken(visit)}<button class="wide">${text.copy}</button></form>
${isRestricted && html`<p><strong>${text.restricted}</strong></p>`}
<form method="post" action="${path(child, 'restrict')}">${formToken(visit)}
<input type="hidden" name="answer" value="${isRestricted ? 'no' : 'yes'}"><button class="second wide">${isRestricted ? text.lift : text.restrict}</button></form>
<details><summary>${text.erase}</summary><form method="post" action="${path(child, 'erase')}">${formToken(visit)}
<p>${text.eraseLead}</p><label for="sure">${text.eraseSure}</label>
<input id="sure" name="sure" autocomplete="off" autocapitalize="none" maxlength="20" required>
<button class="danger">${text.erase}</button></form></details></section>`;
}

function staff(visit: Visit, { reads }: ChildView): Html {
  const text = childTexts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<section class="card" aria-labelledby="reads"><h2 id="reads">${text.reads}</h2><p>${text.readsLead}</p>
${reads.length === 0 && html`<p>${text.noReads}</p>`}
<ul>${reads.map((one) => html`<li>${when.format(one.readAtMs)} · ${one.role} · ${text.what[one.what] ?? one.what} · ${text.reasons[one.reason] ?? ''}</li>`)}</ul></section>`;
}

function guardians(visit: Visit, { child, joins }: ChildView): Html {
  const text = childTexts[visit.language];
  const joined = joins.filter(({ state }) => state === JoinState.JOINED);
  if (joined.length === 0) return html``;
  return html`<section class="card" aria-labelledby="guardians"><h2 id="guardians">${text.guardians}</h2><p>${text.guardiansLead}</p>
${joined.map(
  ({ joinId, name }) =>
    html`<form method="post" action="${path(child, 'guardian')}">${formToken(visit)}<input type="hidden" name="join" value="${joinId}"><button class="second wide">${text.addGuardian(name)}</button></form>`,
)}</section>`;
}
