/** What every page of the desk has: who is there, where one is, whether it is live, and the bell. */
import type { Department } from '../../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { texts } from './texts.ts';

export interface Desk {
  readonly departments: readonly Department[];
  /** The only department that this person sees; empty = all. */
  readonly own: string;
  /** The department whose tickets are shown; empty = all. */
  readonly shown: string;
  readonly name: string;
  nameOf(staffId: string): string;
  departmentName(id: string): string;
}

export interface DeskPart {
  readonly here: 'requests' | 'rooms';
  /** The newest change that the page shows; absent where nothing is live. */
  readonly revision?: number;
  readonly main: Html;
}

export function deskPageOf(visit: Visit, desk: Desk, { here, revision, main }: DeskPart): Html {
  const text = texts[visit.language];
  const tab = (name: 'requests' | 'rooms', path: string) =>
    html`<a href="${path}"${here === name && html` aria-current="page"`}>${text[name]}</a>`;
  const events = `/desk/events?after=${revision ?? 0}&department=${desk.shown}`;
  const place = desk.own === '' ? '' : desk.departmentName(desk.own);
  return layout(visit, {
    title: text.title,
    styles: ['desk.css'],
    scripts: ['desk.js'],
    main: html`<div class="bar">
<nav class="tabs" aria-label="${text.title}">${tab('requests', '/desk')}${tab('rooms', '/desk/rooms')}</nav>
<p class="who"><a href="/me">${desk.name === '' ? text.account : desk.name}</a>${place !== '' && ` · ${place}`}</p>
${
  revision !== undefined &&
  html`<p class="live" id="live" role="status" data-events="${events}" data-on="${text.live.on}" data-off="${text.live.off}" data-new="${text.arrived}" data-late="${text.grewLate}" hidden>${text.live.on}</p>
<button type="button" class="bell" id="bell" aria-pressed="false" data-on="${text.soundOff}" data-off="${text.soundOn}" hidden>${text.soundOn}</button>
<p class="heard" id="heard" aria-live="assertive"></p>`
}
</div>
${main}`,
  });
}
