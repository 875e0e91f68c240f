/** One ticket: what was asked, what became of it and by whom, and to whom it can be given. */

import {
  type Ticket,
  TicketAction,
  TicketActor,
  type TicketEvent,
} from '../../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { StaffMember } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { clockTime } from './clock.ts';
import type { Desk } from './shell.ts';
import { texts } from './texts.ts';
import { actForm, stateName } from './tickets-view.ts';

type Did = keyof (typeof texts)['en-US']['did'];

const nameIn = <N extends string>(values: Readonly<Record<string, number>>, number: number) =>
  Object.keys(values)
    .find((name) => values[name] === number)
    ?.toLowerCase() as N;

export function ticketView(
  visit: Visit,
  desk: Desk,
  ticket: Ticket,
  events: readonly TicketEvent[],
  colleagues: readonly StaffMember[],
): Html {
  const text = texts[visit.language];
  const state = stateName(ticket);
  const isOpen = state !== 'done' && state !== 'declined';
  const isLate = isOpen && ticket.isEscalated;
  const acts = isOpen
    ? ([
        ...(state === 'new' ? (['accept'] as const) : []),
        ...(state === 'accepted' ? (['go'] as const) : []),
        'done',
        'decline',
      ] as const)
    : (['reopen'] as const);
  const back = `/desk/tickets/${ticket.ticketId}`;
  return layout(visit, {
    title: text.room(ticket.room),
    styles: ['desk.css'],
    scripts: ['desk.js'],
    main: html`<p class="back"><a href="/desk">← ${text.back}</a></p>
<article class="card ticket one ${state}${isLate && ' late'}">
<p class="wish">${ticket.what}</p>
<p class="facts">${isLate && html`<strong class="badge">${text.late(ticket.reminders)}</strong> `}<span class="state">${text.states[state]}</span> <span class="department">${desk.departmentName(ticket.department)}</span>${ticket.assigneeId !== '' && html` <span class="whose">${desk.nameOf(ticket.assigneeId)}</span>`}</p>
${actForm(visit, ticket, acts, back)}
</article>
<section aria-labelledby="history"><h2 id="history">${text.history}</h2>
<ol class="history">${events.map((event) => eventLine(visit, desk, event))}</ol></section>
${isOpen && giving(visit, desk, ticket, colleagues, back)}`,
  });
}

function eventLine(visit: Visit, desk: Desk, event: TicketEvent): Html {
  const text = texts[visit.language];
  const actor = nameIn<'room' | 'staff' | 'operator' | 'clock'>(TicketActor, event.actor);
  const who = actor === 'staff' ? desk.nameOf(event.staffId) : text.by[actor];
  const to = event.toStaffId !== '' ? desk.nameOf(event.toStaffId) : desk.departmentName(event.toDepartment);
  const did = text.did[nameIn<Did>(TicketAction, event.action)](to);
  return html`<li>${clockTime(visit.language, event.atMs)} <span><b>${who}</b> ${did}</span></li>`;
}

function giving(
  visit: Visit,
  desk: Desk,
  ticket: Ticket,
  colleagues: readonly StaffMember[],
  back: string,
): Html {
  const text = texts[visit.language];
  const others = desk.departments.filter(({ department }) => department !== ticket.department);
  const able = colleagues.filter(
    ({ department, subjectId }) =>
      (department === '' || department === ticket.department) && subjectId !== ticket.assigneeId,
  );
  const choose = (name: 'assignee' | 'to', label: string, go: string, options: readonly [string, string][]) =>
    options.length > 0 &&
    html`<form class="give" method="post" action="/desk/tickets/${ticket.ticketId}">
${formToken(visit)}<input type="hidden" name="back" value="${name === 'to' ? '/desk' : back}">
<label for="${name}">${label}</label>
<div class="row"><select id="${name}" name="${name}">${options.map(([value, shown]) => html`<option value="${value}">${shown}</option>`)}</select>
<button class="second">${go}</button></div>
</form>`;
  return html`<section class="giving">${choose(
    'assignee',
    text.give,
    text.giveGo,
    able.map(({ subjectId, name }) => [subjectId, name]),
  )}${choose(
    'to',
    text.pass,
    text.passGo,
    others.map(({ department, name }) => [department, name]),
  )}</section>`;
}
