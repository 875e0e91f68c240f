/** What the desk's requests look like: three lists of tickets, each ticket with the next step in reach of a thumb. */

import { type Ticket, TicketState } from '../../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/visit.ts';
import { since } from './clock.ts';
import { type Desk, deskPageOf } from './shell.ts';
import { texts } from './texts.ts';

export type StateName = 'new' | 'accepted' | 'on_the_way' | 'done' | 'declined';

const names: Readonly<Partial<Record<TicketState, StateName>>> = {
  [TicketState.NEW]: 'new',
  [TicketState.ACCEPTED]: 'accepted',
  [TicketState.ON_THE_WAY]: 'on_the_way',
  [TicketState.DONE]: 'done',
  [TicketState.DECLINED]: 'declined',
};

export const stateName = ({ state }: Ticket): StateName => names[state] ?? 'new';

type Act = 'accept' | 'go' | 'done' | 'decline' | 'reopen';

/** What comes next, the likeliest first. */
const actsOf: Readonly<Record<StateName, readonly Act[]>> = {
  new: ['accept', 'done'],
  accepted: ['go', 'done'],
  on_the_way: ['done'],
  done: [],
  declined: [],
};

export function ticketsView(visit: Visit, desk: Desk, tickets: readonly Ticket[], revision: number): Html {
  const text = texts[visit.language];
  const lists = {
    waiting: tickets.filter((ticket) => stateName(ticket) === 'new'),
    going: tickets.filter((ticket) => ['accepted', 'on_the_way'].includes(stateName(ticket))),
    over: tickets.filter((ticket) => ['done', 'declined'].includes(stateName(ticket))),
  };
  const list = (name: keyof typeof lists) => html`<section class="lane ${name}" aria-labelledby="${name}">
<h2 id="${name}"><span>${text[name]}</span> <span class="count" id="${name}-count" data-live="text">${name === 'over' ? '' : lists[name].length}</span></h2>
<ul class="tickets" id="${name}-list" data-live="list">${
    lists[name].length === 0
      ? html`<li class="nothing" data-key="nothing" data-version="0">${text.nothing[name]}</li>`
      : lists[name].map((ticket) => ticketCard(visit, desk, ticket))
  }</ul>
</section>`;
  return deskPageOf(visit, desk, {
    here: 'requests',
    revision,
    main: html`${desk.departments.length > 1 && desk.own === '' && departments(visit, desk)}
<div class="lanes">${list('waiting')}${list('going')}${list('over')}</div>`,
  });
}

function departments(visit: Visit, { departments: all, shown }: Desk): Html {
  const text = texts[visit.language];
  const link = (id: string, name: string) =>
    html`<li><a href="/desk${id === '' ? '' : `?department=${id}`}"${shown === id && html` aria-current="page"`}>${name}</a></li>`;
  return html`<nav class="filter" aria-label="${text.department}"><ul>${link('', text.allDepartments)}${all.map(({ department, name }) => link(department, name))}</ul></nav>`;
}

function ticketCard(visit: Visit, desk: Desk, ticket: Ticket): Html {
  const text = texts[visit.language];
  const state = stateName(ticket);
  const { ticketId: id, room, what, isEscalated, reminders, revision } = ticket;
  const isOpen = state !== 'done' && state !== 'declined';
  const isLate = isEscalated && isOpen;
  const whose = ticket.assigneeId === '' ? '' : desk.nameOf(ticket.assigneeId);
  const time = html`<time datetime="${new Date(ticket.createdAtMs).toISOString()}" data-since>${since(visit.language, ticket.createdAtMs, Date.now())}</time>`;
  const link = html`<a class="what" id="open-${id}" href="/desk/tickets/${id}"><span class="room">${room}</span> <span class="wish">${what}</span></a>`;
  const whoseShown = whose !== '' && html`<span class="whose">${whose}</span> `;
  if (!isOpen) {
    return html`<li class="ticket ${state}" data-key="${id}" data-version="${revision}">${link}
<p class="facts"><span class="state">${text.states[state]}</span> ${whoseShown}${time}</p></li>`;
  }
  return html`<li class="ticket ${state}${isLate && ' late'}" data-key="${id}" data-version="${revision}">
${link}
<p class="facts">${isLate && html`<strong class="badge">${text.late(reminders)}</strong> `}${state !== 'new' && html`<span class="state">${text.states[state]}</span> `}${whoseShown}${desk.shown === '' && html`<span class="department">${desk.departmentName(ticket.department)}</span> `}${time}</p>
${actForm(visit, ticket, actsOf[state], '/desk')}
</li>`;
}

/** One form, a button for each step. */
export function actForm(visit: Visit, ticket: Ticket, acts: readonly Act[], back: string): Html {
  const text = texts[visit.language];
  const { ticketId: id, room, what } = ticket;
  return html`<form class="acts" method="post" action="/desk/tickets/${id}" data-act>
${formToken(visit)}<input type="hidden" name="back" value="${back}">
${acts.map(
  (act, index) =>
    html`<button id="${act}-${id}" name="act" value="${act}"${index > 0 && html` class="second"`}${act === 'reopen' && html` class="quiet"`} aria-label="${text.acts[act]}: ${text.room(room)}, ${what}">${text.acts[act]}</button>`,
)}
</form>`;
}
