/** What “who am I, which devices” looks like. */

import type { SignInWay } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type { OwnedDevice } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Language } from '../../frame/languages.ts';
import { layout } from '../../frame/layout.ts';
import { passkeyButton } from '../../frame/passkey-button.ts';
import type { SignedIn, Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { texts } from './texts.ts';

export interface MeView {
  readonly signedIn: SignedIn;
  readonly devices: readonly OwnedDevice[];
  /** What was just done, as a later page says it. */
  readonly done?: string | undefined;
  readonly problem?: ErrorCode;
  /** A choice waits in the privacy centre. */
  readonly isConsentAsked?: boolean;
  /** Of the home, for its owner. */
  readonly timeZone?: string | undefined;
}

/** Names are given in several languages: one in the reader's script, else the first. */
function nameIn(language: Language, names: readonly string[]): string | undefined {
  const isHan = (name: string) => /\p{Script=Han}/u.test(name);
  return names.find((name) => isHan(name) === (language === 'zh-CN')) ?? names[0];
}

export const deviceName = (language: Language, { names }: OwnedDevice): string =>
  nameIn(language, names) ?? texts[language].speaker;

export function meView(
  visit: Visit,
  { signedIn, devices, done, problem, timeZone, isConsentAsked = false }: MeView,
): Html {
  const text = texts[visit.language];
  const isStaff = signedIn.tenantId !== '';
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  return layout(visit, {
    title: isStaff ? text.staffTitle : text.title,
    ...(isStaff ? {} : { nav: centreNav(visit, 'me') }),
    hasPasskeys: true,
    main: html`${isDone(done) && html`<p class="good" role="status">${text.done[done]}</p>`}
${problem !== undefined && html`<p class="problem" role="alert">${sentenceFor(visit.language, problem)}</p>`}
${isConsentAsked && html`<a class="banner" href="/privacy">${text.asked}</a>`}
${
  isStaff
    ? html`<p class="lead">${signedIn.name}</p>
<p><a href="/desk">${text.desk}</a></p>`
    : devicesSection(visit, signedIn, devices)
}
${timeZone !== undefined && clockSection(visit, timeZone)}
${waysToSignIn(visit, signedIn)}`,
  });
}

function devicesSection(visit: Visit, { isOwner }: SignedIn, devices: readonly OwnedDevice[]): Html {
  const text = texts[visit.language];
  return html`<p class="lead">${isOwner ? text.owner : text.member}</p>
<section aria-labelledby="devices">
<h2 id="devices">${text.devices}</h2>
${
  devices.length === 0
    ? html`<p>${text.noDevices}</p>`
    : html`<ul class="cards">${devices.map((device) => deviceCard(visit, device, isOwner))}</ul>`
}
<p><a href="/speaker">${text.talk}</a></p>
${isOwner && activation(visit)}
</section>`;
}

/** Every clock that this machine knows, and the one that the home has, should it not be among them. */
function clockSection(visit: Visit, timeZone: string): Html {
  const text = texts[visit.language];
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', timeZone])].sort();
  return html`<section aria-labelledby="clock">
<h2 id="clock">${text.clock}</h2>
<form class="card" method="post" action="/me/time-zone">
${formToken(visit)}
<label for="zone">${text.zone}</label>
<select id="zone" name="zone">${zones.map((zone) => html`<option value="${zone}"${zone === timeZone && html` selected`}>${zone.replaceAll('_', ' ')}</option>`)}</select>
<p class="note">${text.zoneNote}</p>
<button class="second">${text.quietSave}</button>
</form>
</section>`;
}

/** For a speaker that shows, or speaks, a code of its own. */
function activation(visit: Visit): Html {
  const text = texts[visit.language];
  return html`<form class="card" method="post" action="/me/activate">
${formToken(visit)}
<label for="device-code">${text.deviceCode}</label>
<input id="device-code" name="code" inputmode="numeric" autocomplete="off" maxlength="20" required>
<button class="second">${text.activate}</button>
</form>`;
}

function deviceCard(visit: Visit, device: OwnedDevice, mayRevoke: boolean): Html {
  const { language } = visit;
  const text = texts[language];
  const name = deviceName(language, device);
  const {
    isMuted = false,
    isWakeWordOff = false,
    mutedUntilMs = 0,
    wakeWordOffUntilMs = 0,
  } = device.listening ?? {};
  const state = isMuted ? 'off' : isWakeWordOff ? 'button' : 'on';
  const untilMs = isMuted ? mutedUntilMs : isWakeWordOff ? wakeWordOffUntilMs : 0;
  const until = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<li class="card">
<h3>${name}</h3>
<p>${nameIn(language, device.roomNames) ?? text.noRoom}${device.isChildDevice && ` · ${text.child}`}</p>
<p class="microphone ${state}">${text.microphone[state]}${untilMs > 0 && ` ${text.until(until.format(untilMs))}`}</p>
<p class="note">${device.model}</p>
${mayRevoke && quietForm(visit, device, name)}
${mayRevoke && device.isChildDevice && quietHoursForm(visit, device)}
${mayRevoke && html`<p><a class="danger" href="/devices/${device.deviceId}/revoke" aria-label="${text.revoke}: ${name}">${text.revoke}</a></p>`}
</li>`;
}

/** Quiet for a while, or back. */
function quietForm(visit: Visit, { deviceId, listening }: OwnedDevice, name: string): Html {
  const text = texts[visit.language];
  const choices: readonly (readonly [string, string])[] =
    listening?.isMuted === true
      ? [['no', text.hear]]
      : [
          ['hour', text.quietHour],
          ['tomorrow', text.quietTomorrow],
        ];
  return html`<form class="quiet-ways" method="post" action="/devices/${deviceId}/listening">
${formToken(visit)}
${choices.map(([value, label]) => html`<button class="second small" name="quiet" value="${value}" aria-label="${label}: ${name}">${label}</button>`)}
</form>`;
}

/** For a child’s speaker: hours in which nobody opens it. */
function quietHoursForm(visit: Visit, { deviceId, quietFromMinute, quietUntilMinute }: OwnedDevice): Html {
  const text = texts[visit.language];
  const time = (minute: number | undefined) =>
    minute === undefined
      ? ''
      : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const input = (name: string, label: string, minute: number | undefined) =>
    html`<div><label for="${name}-${deviceId}">${label}</label><input id="${name}-${deviceId}" name="${name}" type="time" value="${time(minute)}"></div>`;
  return html`<details><summary>${text.quietHours}${quietFromMinute !== undefined && ` · ${time(quietFromMinute)}–${time(quietUntilMinute)}`}</summary>
<form method="post" action="/devices/${deviceId}/quiet-hours">${formToken(visit)}
<div class="two">${input('from', text.quietFrom, quietFromMinute)}${input('until', text.quietUntil, quietUntilMinute)}</div>
<button class="second wide">${text.quietSave}</button></form></details>`;
}

/** As its owner knows it: a masked address, or a passkey and its day. */
function wayName({ language }: Visit, { maskedIdentity, addedAtMs }: SignInWay): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  return maskedIdentity || texts[language].passkey(day.format(addedAtMs));
}

function waysToSignIn(visit: Visit, { ways }: SignedIn): Html {
  const text = texts[visit.language];
  // The last one stays, and the page does not offer what would be refused.
  const remove = (way: SignInWay) => {
    const label = `${text.removeWay}: ${wayName(visit, way)}`;
    return html` <a class="danger" href="/me/ways/${way.wayId}/remove" aria-label="${label}">${text.removeWay}</a>`;
  };
  return html`<section aria-labelledby="ways">
<h2 id="ways">${text.ways}</h2>
${
  ways.length === 0
    ? html`<p>${text.noWays}</p>`
    : html`<ul>${ways.map((way) => html`<li>${wayName(visit, way)}${ways.length > 1 && remove(way)}</li>`)}</ul>`
}
<form class="card" method="post" action="/me/identity">
${formToken(visit)}
<label for="identity">${text.addIdentity}</label>
<input id="identity" name="identity" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" required>
<button class="second">${text.add}</button>
</form>
${passkeyButton(visit, {
  kind: 'register',
  start: '/me/passkey/start',
  finish: '/me/passkey/finish',
  label: text.addPasskey,
  problem: text.passkeyProblem,
})}
</section>`;
}

export function removeWayView(visit: Visit, way: SignInWay): Html {
  const { removeWayTitle: title, removeWayLead, removeWay: go } = texts[visit.language];
  const action = `/me/ways/${way.wayId}/remove`;
  return askedAgain(visit, { title, action, lead: removeWayLead(wayName(visit, way)), go });
}

export function revokeView(visit: Visit, device: OwnedDevice): Html {
  const { revokeTitle: title, revokeLead, revokeGo: go } = texts[visit.language];
  const action = `/devices/${device.deviceId}/revoke`;
  return askedAgain(visit, { title, action, lead: revokeLead(deviceName(visit.language, device)), go });
}

/** What cannot be undone, before it is done. */
function askedAgain(
  visit: Visit,
  { title, action, lead, go }: Readonly<Record<'title' | 'action' | 'lead' | 'go', string>>,
): Html {
  return layout(visit, {
    title,
    main: html`<form class="card" method="post" action="${action}">
${formToken(visit)}
<p>${lead}</p>
<p class="choices"><button class="danger">${go}</button> <a href="/me">${texts[visit.language].keep}</a></p>
</form>`,
  });
}
