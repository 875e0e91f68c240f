/** What “my choices” looks like. */

import type {
  ConsentPurpose,
  ConsentRecord,
  PurposeState,
  ReadConsentTextResponse,
} from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { Grant } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { CatalogueEntry, DeclaredField } from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { centreNav } from '../centre/nav.ts';
import { switchForm } from '../centre/switch.ts';
import { classWords, fieldWords, isTechnical } from '../centre/words.ts';
import { texts } from './texts.ts';

export interface ShownPurpose {
  readonly state: PurposeState;
  readonly text: ReadConsentTextResponse;
}

export interface ConsentsView {
  readonly purposes: readonly ShownPurpose[];
  readonly records: readonly ConsentRecord[];
  /** Empty for a member: what skills may have is the owner's to say. */
  readonly grants: readonly Grant[];
  readonly catalogue: ReadonlyMap<string, CatalogueEntry>;
  readonly isOwner: boolean;
  readonly done?: string | undefined;
}

export function consentsView(visit: Visit, view: ConsentsView): Html {
  const text = texts[visit.language];
  const isDone = (name: string | undefined): name is keyof typeof text.done =>
    name !== undefined && Object.hasOwn(text.done, name);
  const needed = view.purposes.filter(({ state }) => state.isNecessary);
  const optional = view.purposes.filter(({ state }) => !state.isNecessary);
  return layout(visit, {
    title: text.title,
    nav: centreNav(visit, 'consents'),
    main: html`${isDone(view.done) && html`<p class="good" role="status">${text.done[view.done]}</p>`}
<p class="lead">${text.lead}</p>
${needed.map((one) => neededCard(visit, one))}
<section aria-labelledby="optional">
<h2 id="optional">${text.optional}</h2>
<p class="note">${text.optionalLead}</p>
<ul class="rows">${optional.map((one) => optionalRow(visit, one))}</ul>
</section>
${view.isOwner && grantsSection(visit, view)}
${view.records.length > 0 && recordsSection(visit, view)}`,
  });
}

const changesIn = (visit: Visit, changes: readonly string[]): string =>
  changes
    .map((change) => texts[visit.language].changes[change] ?? change)
    .join(visit.language === 'zh-CN' ? '、' : ', ');

/** The one that nothing works without: a card of its own, and a plain button instead of a switch. */
function neededCard(visit: Visit, { state, text: shown }: ShownPurpose): Html {
  const text = texts[visit.language];
  return html`<section class="card ${state.isLive ? 'agreed' : 'asking'}" aria-labelledby="purpose-${state.purpose}">
<p class="badge">${state.isLive ? text.accepted : text.necessary}</p>
<h2 id="purpose-${state.purpose}">${shown.title}</h2>
<p>${shown.summary}</p>
${state.isAskedAgain && html`<p class="problem">${text.changed(changesIn(visit, state.changes))}</p>`}
${!state.isLive && html`<p><strong>${text.needed}</strong></p>`}
${exactly(visit, shown)}
${
  state.isLive
    ? html`<p class="choices"><a class="danger" href="/privacy/stop">${text.stop}</a></p>`
    : html`<form method="post" action="/privacy/consents/${state.purpose}">${formToken(visit)}
<input type="hidden" name="answer" value="yes"><input type="hidden" name="version" value="${shown.version}">
<button class="wide">${text.accept}</button></form>`
}
</section>`;
}

function optionalRow(visit: Visit, { state, text: shown }: ShownPurpose): Html {
  const text = texts[visit.language];
  const id = `purpose-${state.purpose}`;
  return html`<li class="card row">
<div class="row-head">
<div><h3 id="${id}">${shown.title}</h3></div>
${switchForm(visit, {
  action: `/privacy/consents/${state.purpose}`,
  isOn: state.isLive,
  labelledBy: id,
  fields: { version: String(shown.version) },
})}
</div>
<p>${shown.summary}</p>
${state.isAskedAgain && html`<p class="problem">${text.changed(changesIn(visit, state.changes))}</p>`}
${exactly(visit, shown)}
</li>`;
}

function exactly(visit: Visit, shown: ReadConsentTextResponse): Html {
  const text = texts[visit.language];
  return html`<details><summary>${text.exactly}</summary>${consentWords(visit, shown)}</details>`;
}

function consentWords(visit: Visit, shown: ReadConsentTextResponse): Html {
  const text = texts[visit.language];
  const { language } = visit;
  const fields = shown.fields
    .map((name) => classWords(language, name))
    .join(language === 'zh-CN' ? '、' : ', ');
  return html`<ul>${shown.points.map((point) => html`<li>${point}</li>`)}</ul>
<p><strong>${text.without}</strong> ${shown.without}</p>
<p class="note">${text.about} ${fields}. ${text.version(shown.version, shown.since)}</p>`;
}

function grantsSection(visit: Visit, { grants, catalogue }: ConsentsView): Html {
  const text = texts[visit.language];
  const asking = [...catalogue.values()].filter((entry) => personal(entry).length > 0);
  const unlisted = [...new Set(grants.map(({ skillId }) => skillId))].filter((id) => !catalogue.has(id));
  return html`<section aria-labelledby="grants">
<h2 id="grants">${text.grants}</h2>
<p class="note">${text.grantsLead}</p>
${asking.length + unlisted.length === 0 && html`<p>${text.noGrants}</p>`}
<ul class="rows">
${asking.map((entry) => skillCard(visit, entry, grants))}
${unlisted.map((skillId) => unlistedCard(visit, skillId, grants))}
</ul>
</section>`;
}

const personal = ({ fields }: CatalogueEntry): DeclaredField[] =>
  fields.filter(({ path, valueClass }) => !isTechnical(path, valueClass));

function skillCard(visit: Visit, entry: CatalogueEntry, grants: readonly Grant[]): Html {
  const text = texts[visit.language];
  const skillId = entry.skill?.skillId ?? '';
  return html`<li class="card">
<h3>${entry.name || skillId}</h3>
<p class="note">${text.operator(entry.operator, entry.operatorRegion)}</p>
<ul class="fields">${personal(entry).map((field, index) => {
    const id = `grant-${skillId}-${index}`;
    const granted = grants.find((one) => one.skillId === skillId && one.path === field.path);
    return html`<li><div class="row-head"><div>
<span id="${id}"><strong>${fieldWords(visit.language, field.path, field.valueClass)}</strong></span>
<p>${field.purpose} <span class="note">${text.kept(field.retentionDays)}</span></p>${granted && howGiven(visit, granted)}</div>
${switchForm(visit, { action: '/privacy/grants', isOn: granted !== undefined, labelledBy: id, fields: { skill: skillId, path: field.path } })}
</div></li>`;
  })}</ul>
</li>`;
}

/** When, and whether somebody switched it on or said yes to a speaker: who does not remember it may have been somebody else in the room. */
function howGiven({ language }: Visit, { grantedAtMs, givenBy }: Grant): Html {
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(grantedAtMs);
  const text = texts[language];
  return html`<p class="note">${givenBy === 'voice' ? text.givenByVoice(when) : text.givenHere(when)}</p>`;
}

/** Granted once, and its skill is not in the catalogue any more: it can still be taken back. */
function unlistedCard(visit: Visit, skillId: string, grants: readonly Grant[]): Html {
  return html`<li class="card">
<h3>${skillId}</h3>
<ul class="fields">${grants
    .filter((one) => one.skillId === skillId)
    .map((one) => {
      const id = `grant-${one.grantId}`;
      return html`<li><div class="row-head"><div><span id="${id}"><strong>${one.path}</strong></span><p>${one.purpose}</p>${howGiven(visit, one)}</div>
${switchForm(visit, { action: '/privacy/grants', isOn: true, labelledBy: id, fields: { skill: skillId, path: one.path } })}
</div></li>`;
    })}</ul>
</li>`;
}

function recordsSection(visit: Visit, { records, purposes }: ConsentsView): Html {
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeStyle: 'short' });
  const titles = new Map<ConsentPurpose, string>(
    purposes.map(({ state, text: shown }) => [state.purpose, shown.title]),
  );
  return html`<section aria-labelledby="records">
<h2 id="records">${text.records}</h2>
<ul class="plain">${records.slice(0, 30).map(
    (record) => html`<li><strong>${titles.get(record.purpose) ?? ''}</strong><br>
<span class="note">${text.record(when.format(record.givenAtMs), record.textVersion)}${record.withdrawnAtMs > 0 && text.until(when.format(record.withdrawnAtMs))}
<a href="/privacy/texts/${record.purpose}/${record.textVersion}">${text.older(record.textVersion)}</a></span></li>`,
  )}</ul>
</section>`;
}

export function stopView(visit: Visit, purpose: ConsentPurpose): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: text.stopTitle,
    nav: centreNav(visit, 'consents'),
    main: html`<form class="card" method="post" action="/privacy/consents/${purpose}">${formToken(visit)}
<input type="hidden" name="answer" value="no"><input type="hidden" name="version" value="0">
<p>${text.stopLead}</p>
<p class="choices"><button class="danger">${text.stopGo}</button> <a href="/privacy">${text.keep}</a></p>
</form>`,
  });
}

export function textView(visit: Visit, shown: ReadConsentTextResponse): Html {
  const text = texts[visit.language];
  return layout(visit, {
    title: shown.title,
    nav: centreNav(visit, 'consents'),
    main: html`<p class="lead">${shown.summary}</p>
${consentWords(visit, shown)}
${shown.version > 1 && html`<p><a href="${shown.version - 1}">${text.older(shown.version - 1)}</a></p>`}
<p><a href="/privacy">${text.back}</a></p>`,
  });
}
