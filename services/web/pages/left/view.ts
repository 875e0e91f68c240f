/** What “what left” looks like. */
import type {
  DisclosedField,
  Disclosure,
  Notice,
} from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { ExplainTurnResponse } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import type { CatalogueEntry } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { fieldWords, isTechnical } from '../centre/words.ts';
import { texts } from './texts.ts';

type Catalogue = ReadonlyMap<string, CatalogueEntry>;

export interface LeftView {
  readonly disclosures: readonly Disclosure[];
  readonly notices: readonly Notice[];
  readonly catalogue: Catalogue;
  /** Sequence number from which older ones follow; 0 = there are none. */
  readonly olderFrom: number;
  readonly isNewest: boolean;
}

export const skillName = (catalogue: Catalogue, skillId: string): string =>
  catalogue.get(skillId)?.name || skillId;

export function leftView(visit: Visit, view: LeftView): Html {
  const text = texts[visit.language];
  const { disclosures, catalogue, olderFrom, isNewest } = view;
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'left'),
    main: html`<p class="lead">${text.lead}</p>
${disclosures.length === 0 && html`<p class="card empty">${text.none}</p>`}
${days(visit, disclosures).map(
  ([day, ofDay]) => html`<section aria-labelledby="day-${ofDay[0]?.sequence ?? 0}">
<h2 class="day" id="day-${ofDay[0]?.sequence ?? 0}">${day}</h2>
<ul class="rows">${ofDay.map((one) => disclosureCard(visit, one, catalogue))}</ul>
</section>`,
)}
<p class="choices">
${olderFrom > 0 && html`<a href="/privacy/left?before=${olderFrom}">${text.older}</a>`}
${!isNewest && html`<a href="/privacy/left">${text.newest}</a>`}
</p>
${view.notices.length > 0 && noticesSection(visit, view)}
<p class="note">${text.proof}</p>`,
  });
}

/** Newest day first, as the list comes. */
function days(visit: Visit, disclosures: readonly Disclosure[]): [string, Disclosure[]][] {
  const format = new Intl.DateTimeFormat(visit.language, { dateStyle: 'full' });
  const byDay = new Map<string, Disclosure[]>();
  for (const one of disclosures) {
    const day = format.format(one.disclosedAtMs);
    byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  return [...byDay];
}

function disclosureCard(visit: Visit, one: Disclosure, catalogue: Catalogue): Html {
  const text = texts[visit.language];
  const time = new Intl.DateTimeFormat(visit.language, { timeStyle: 'short' }).format(one.disclosedAtMs);
  return html`<li class="card">
<h3><time datetime="${new Date(one.disclosedAtMs).toISOString()}">${time}</time> ${text.to(skillName(catalogue, one.skillId))}</h3>
${fieldList(visit, one.fields)}
<p><a href="/privacy/why/${one.turnId}" aria-label="${text.why} ${time}">${text.why}</a></p>
</li>`;
}

function fieldList(visit: Visit, fields: readonly DisclosedField[]): Html {
  const text = texts[visit.language];
  const shown = fields.filter(({ path, valueClass }) => !isTechnical(path, valueClass));
  const technical = fields.length - shown.length;
  return html`<ul class="fields">
${shown.map(
  ({
    path,
    valueClass,
    purpose,
    grantId,
    sizeBytes,
  }) => html`<li><strong>${fieldWords(visit.language, path, valueClass)}</strong>
<span class="note">${grantId === '' ? text.implied : text.granted} · ${text.size(sizeBytes)}${purpose !== '' && html` · ${purpose}`}</span></li>`,
)}
${technical > 0 && html`<li class="note">${text.technical(technical)}</li>`}
</ul>`;
}

function noticesSection(visit: Visit, { notices, catalogue }: LeftView): Html {
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<section aria-labelledby="told">
<h2 id="told">${text.told}</h2>
<p class="note">${text.toldLead}</p>
<ul class="plain">${notices.slice(0, 20).map(
    (
      one,
    ) => html`<li><strong>${skillName(catalogue, one.skillId)}</strong> · ${text.events[one.event] ?? one.event}<br>
<span class="note">${when.format(one.createdAtMs)} · ${text.states[one.state] ?? one.state}</span></li>`,
  )}</ul>
</section>`;
}

export function whyView(visit: Visit, why: ExplainTurnResponse, catalogue: Catalogue): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.whyTitle,
    nav: centreNav(visit, 'left'),
    main: html`<p class="lead">${why.skillId === '' ? text.whyNobody : text.whyLead(skillName(catalogue, why.skillId))}</p>
${why.ended !== '' && html`<p>${text.ended(why.ended)}</p>`}
${why.disclosures.length === 0 && html`<p class="card empty">${text.whyNothing}</p>`}
<ul class="rows">${why.disclosures.map((one) => disclosureCard(visit, one, catalogue))}</ul>`,
  });
}
