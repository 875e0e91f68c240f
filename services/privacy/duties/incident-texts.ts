/** What people, guardians, the regulator and everybody are told of an incident: four parts each, in two languages. Pure. */
import type { IncidentParts, IncidentText } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type Locale, locales } from './messages.ts';

export type Audience = 'person' | 'guardian' | 'regulator' | 'public';
export const audiences: readonly Audience[] = ['person', 'guardian', 'regulator', 'public'];

/** What the regulator wants to know beside the four parts. */
export interface Counts {
  readonly people: number;
  readonly children: number;
  readonly hotels: number;
  /** Names of data classes. */
  readonly classes: readonly string[];
  readonly foundAtMs: number;
}

const maxPart = 2_000;
const parts = ['whatHappened', 'whatWasDone', 'whatYouCanDo', 'whatMakesGood', 'contact'] as const;

/** @throws EarshotError INVALID_ARGUMENT unless each part is there in each language. */
export function requireParts(given: readonly IncidentParts[]): ReadonlyMap<Locale, IncidentParts> {
  const byLocale = new Map(given.map((one) => [one.locale as Locale, one]));
  for (const locale of locales) {
    const one = byLocale.get(locale);
    for (const part of parts) {
      const text = one?.[part].trim() ?? '';
      if (text === '' || text.length > maxPart) {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: `${locale} ${part}` } });
      }
    }
  }
  return byLocale;
}

const words = {
  'en-US': {
    intro: {
      person: 'Earshot: something happened to data about you.',
      guardian: 'Earshot: something happened to data about a child in your care.',
      regulator: 'Report of an incident with personal data',
      public: 'Public notice: something happened to data about people who use this Earshot.',
    },
    whatHappened: 'What happened, and what may follow',
    whatWasDone: 'What was done',
    whatYouCanDo: 'What you can do yourself',
    whatMakesGood: 'What we do to make it good',
    contact: 'Ask',
    drill: 'THIS IS A DRILL. Nothing happened.',
    counts: ({ people, children, hotels, classes, foundAtMs }: Counts) =>
      `Found: ${new Date(foundAtMs).toISOString()}. People: ${people}, of them children: ${children}; hotels: ${hotels}. Classes of data: ${classes.join(', ')}.`,
  },
  'zh-CN': {
    intro: {
      person: '【Earshot】与您有关的数据发生了安全事件。',
      guardian: '【Earshot】与您监护的孩子有关的数据发生了安全事件。',
      regulator: '个人信息安全事件报告',
      public: '公告：使用本 Earshot 的人员的数据发生了安全事件。',
    },
    whatHappened: '发生了什么，可能造成什么影响',
    whatWasDone: '已采取的措施',
    whatYouCanDo: '您可以自行采取的措施',
    whatMakesGood: '我们的补救措施',
    contact: '联系我们',
    drill: '这是一次演练，没有发生任何事件。',
    counts: ({ people, children, hotels, classes, foundAtMs }: Counts) =>
      `发现时间：${new Date(foundAtMs).toISOString()}。涉及人数：${people}，其中儿童：${children}；酒店：${hotels}。数据类别：${classes.join('、')}。`,
  },
} as const;

export function incidentText(
  audience: Audience,
  locale: Locale,
  given: IncidentParts,
  counts: Counts,
  isDrill: boolean,
): string {
  const own = words[locale];
  const lines = [
    ...(isDrill ? [own.drill] : []),
    own.intro[audience],
    ...(audience === 'regulator' ? [own.counts(counts)] : []),
    ...(['whatHappened', 'whatWasDone', 'whatYouCanDo', 'whatMakesGood', 'contact'] as const).map(
      (part) => `${own[part]}: ${given[part].trim()}`,
    ),
  ];
  return lines.join('\n');
}

/** For everybody, in both languages. */
export function allTexts(
  given: ReadonlyMap<Locale, IncidentParts>,
  counts: Counts,
  isDrill: boolean,
): IncidentText[] {
  return audiences.flatMap((audience) =>
    [...given].map(([locale, one]) => ({
      audience,
      locale,
      text: incidentText(audience, locale, one, counts, isDrill),
    })),
  );
}
