/** The hotel's rooms at the desk: who is checked in (never who they are), their language, and do not disturb. */

import type { Room } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { isLanguage, languages } from '../../frame/languages.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { type Desk, deskPageOf } from './shell.ts';
import { texts } from './texts.ts';

/** More than anybody looks through; the others are found by their number. */
const maxShown = 120;

export const roomName = ({ names, roomId }: Room): string => names[0] ?? roomId;

export function roomsView(
  visit: Visit,
  desk: Desk,
  rooms: readonly Room[],
  { find, revision }: { readonly find: string; readonly revision: number },
): Html {
  const text = texts[visit.language];
  const found = rooms.filter(({ names }) => find === '' || names.some((name) => name.includes(find)));
  return deskPageOf(visit, desk, {
    here: 'rooms',
    revision,
    main: html`<form class="find" method="get" action="/desk/rooms" role="search">
<label for="find">${text.find}</label>
<div class="row"><input id="find" name="find" value="${find}" inputmode="search" maxlength="64" autocomplete="off"><button class="second">${text.findGo}</button></div>
</form>
${rooms.length === 0 && html`<p>${text.noRooms}</p>`}${rooms.length > 0 && found.length === 0 && html`<p>${text.noRoomsFound}</p>`}
<ul class="rooms" id="rooms-list" data-live="list">${found.slice(0, maxShown).map((room) => roomCard(visit, room))}</ul>`,
  });
}

function roomCard(visit: Visit, room: Room): Html {
  const text = texts[visit.language];
  const { roomId: id, stay, deviceIds } = room;
  const name = roomName(room);
  const hidden = formToken(visit);
  const isQuiet = stay?.isDoNotDisturb === true;
  const version = `${stay?.stayId ?? ''}${stay?.locale ?? ''}${isQuiet}${deviceIds.length}`;
  const label = (act: string) => `${act}: ${text.room(name)}`;
  const language = (
    chosen: string,
    go: string,
    act: string,
  ) => html`<form method="post" action="/desk/rooms/${id}">
${hidden}<label class="aside" for="language-${id}">${text.language}, ${name}</label>
<div class="row"><select id="language-${id}" name="language">${languages.map((one) => html`<option value="${one}"${one === chosen && html` selected`}>${text.languages[one]}</option>`)}</select>
<button id="${act}-${id}" name="act" value="${act}"${act === 'change' && html` class="second"`} aria-label="${label(go)}">${go}</button></div></form>`;
  return html`<li class="room-card${stay === undefined ? ' vacant' : ''}${isQuiet && ' quiet-please'}" data-key="${id}" data-version="${version}">
<h2>${name}</h2>
<p class="facts"><span class="state">${stay === undefined ? text.vacant : text.occupied}</span>${isQuiet && html` <strong class="badge">${text.disturbing}</strong>`}${deviceIds.length === 0 && html` <span class="note">${text.noSpeaker}</span>`}</p>
${
  stay === undefined
    ? language(visit.language, text.checkIn, 'in')
    : html`${language(isLanguage(stay.locale) ? stay.locale : 'en-US', text.change, 'change')}
<form class="acts" method="post" action="/desk/rooms/${id}">${hidden}<button id="quiet-${id}" class="second" name="act" value="${isQuiet ? 'disturb' : 'quiet'}" aria-label="${label(isQuiet ? text.disturbOff : text.disturbOn)}">${isQuiet ? text.disturbOff : text.disturbOn}</button>
<a class="danger" id="out-${id}" href="/desk/rooms/${id}/check-out" aria-label="${label(text.checkOut)}">${text.checkOut}</a></form>`
}
</li>`;
}

export function checkOutView(visit: Visit, room: Room): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.outTitle,
    styles: ['desk.css'],
    scripts: ['desk.js'],
    main: html`<form class="card" method="post" action="/desk/rooms/${room.roomId}">
${formToken(visit)}
<p>${text.outLead(roomName(room))}</p>
<p class="choices"><button class="danger" name="act" value="out">${text.checkOut}</button> <a href="/desk/rooms">${text.keep}</a></p>
</form>`,
  });
}
