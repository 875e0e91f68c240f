/** What somebody has to know: incidents that touch them, recipients that others took over, the end of the service. Shown is told. */
import type { Announcement, DutiesServiceClient } from '../../../../proto/gen/earshot/duties/v1/duties.ts';
import type { Person } from '../../../common/callers/access.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import { callLimits } from '../../frame/frame.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Texts } from '../../frame/languages.ts';
import type { Visit } from '../../frame/visit.ts';

const texts: Texts<{ title: string; kinds: Readonly<Record<string, string>> }> = {
  'zh-CN': {
    title: '您需要知道的',
    kinds: { incident: '安全事件', shutdown: '服务终止', recipient: '接收方变更' },
  },
  'en-US': {
    title: 'What you have to know',
    kinds: { incident: 'Incident', shutdown: 'End of the service', recipient: 'Another operator' },
  },
};

export async function announcementsFor(
  duties: ClientForPeople<DutiesServiceClient>,
  person: Person,
  subjectId: string,
  locale: string,
): Promise<readonly Announcement[]> {
  const answer = await duties.call(person, 'listAnnouncements', { subjectId, locale }, callLimits);
  return answer.announcements;
}

/** Nothing where there is nothing to know. */
export function announcementsSection(visit: Visit, announcements: readonly Announcement[]): Html {
  if (announcements.length === 0) return html``;
  const text = texts[visit.language];
  const when = new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium' });
  return html`<section aria-labelledby="know"><h2 id="know">${text.title}</h2>
<ul class="rows">${announcements.map(
    (one) => html`<li class="card"><p class="badge bad">${text.kinds[one.kind] ?? one.kind}</p>
<p class="note">${when.format(one.atMs)}</p>
${one.text.split('\n').map((line) => html`<p>${line}</p>`)}</li>`,
  )}</ul></section>`;
}
