/** The ways between the pages of the home and of the privacy centre. */
import { type Html, html } from '../../frame/html.ts';
import type { Texts } from '../../frame/languages.ts';
import type { Visit } from '../../frame/visit.ts';

const pages = ['me', 'people', 'consents', 'links', 'left', 'history', 'requests', 'data'] as const;
export type CentrePage = (typeof pages)[number];

const paths: Readonly<Record<CentrePage, string>> = {
  me: '/me',
  people: '/privacy/people',
  consents: '/privacy',
  links: '/privacy/links',
  left: '/privacy/left',
  history: '/privacy/history',
  requests: '/privacy/requests',
  data: '/privacy/data',
};

const texts: Texts<{ label: string } & Record<CentrePage, string>> = {
  'zh-CN': {
    label: '隐私中心',
    me: '我的家',
    people: '家人',
    consents: '我的选择',
    links: '关联',
    left: '发出记录',
    history: '历史',
    requests: '请求',
    data: '我的数据',
  },
  'en-US': {
    label: 'Privacy centre',
    me: 'Home',
    people: 'Family',
    consents: 'Choices',
    links: 'Links',
    left: 'What left',
    history: 'History',
    requests: 'Requests',
    data: 'My data',
  },
};

/** What only the owner of a home can see is shown to nobody else. */
const isOwnersAlone = (page: CentrePage): boolean => ['left', 'links'].includes(page);

export function centreNav(visit: Visit, current: CentrePage): Html {
  // Colleagues of a hotel are known by their work alone.
  if (visit.signedIn?.person.role === 'hotel_staff') return html``;
  const text = texts[visit.language];
  const shown = pages.filter((page) => visit.signedIn?.isOwner === true || !isOwnersAlone(page));
  return html`<nav class="tabs" aria-label="${text.label}"><ul>
${shown.map(
  (page) =>
    html`<li><a href="${paths[page]}"${page === current && html` aria-current="page"`}>${text[page]}</a></li>`,
)}
</ul></nav>`;
}
