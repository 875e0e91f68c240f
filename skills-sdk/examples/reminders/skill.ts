import { cancelTimer, card, defineSkill, type Locale, timer, zonedTimeMs } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';
import { memoryStore, type Reminder, type ReminderStore } from './store.ts';

const timeOf = (when: string | { readonly from: string }): string =>
  typeof when === 'string' ? when : when.from;

function spokenTime(atMs: number, timeZone: string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    hour: 'numeric',
    minute: '2-digit',
  });
  return format.format(atMs);
}

/** Alarms and reminders: pulls a name with consent, keeps what it is told, and forgets when it is told to. */
export function createSkill(store: ReminderStore = memoryStore()) {
  return defineSkill({
    manifest,
    model,
    intents: {
      SetAlarm: async (turn) => {
        const { slots, clock, tell, locale, timeZone = 'UTC' } = turn;
        const atMs = zonedTimeMs(timeOf(slots.when.value), timeZone);
        const seconds = Math.round((atMs - clock.now().getTime()) / 1000);
        if (seconds <= 0)
          return turn.elicit('when', { 'zh-CN': '这个时间已经过了，几点？', 'en-US': 'That is past. When?' });
        await store.add(turn.userId ?? turn.session.id, { id: turn.requestId, what: undefined, atMs });
        const time = spokenTime(atMs, timeZone, locale);
        const repeat = slots.repeat?.matched ? turn.spoken('repeat') : '';
        return tell(
          {
            'zh-CN': `好的，${repeat === '' ? time : `${repeat}，从${time}开始，`}叫您。`,
            'en-US': `Your alarm is set for ${time}${repeat === '' ? '' : `, ${repeat}`}.`,
          },
          { directives: [timer(turn.requestId, seconds)], feedback: { code: 'SET', effective: true } },
        );
      },

      CancelAlarm: async ({ slots, tell, userId, session, timeZone = 'UTC' }) => {
        const user = userId ?? session.id;
        const alarms = (await store.list(user)).filter(({ what }) => what === undefined);
        const wanted = slots.when?.matched ? zonedTimeMs(timeOf(slots.when.value), timeZone) : undefined;
        const hit = wanted === undefined ? alarms : alarms.filter(({ atMs }) => atMs === wanted);
        if (hit.length === 0)
          return tell({ 'zh-CN': '没有这样的闹钟。', 'en-US': 'There is no such alarm.' });
        const ids = hit.map(({ id }) => id);
        await store.remove(user, ids);
        return tell(
          {
            'zh-CN': `取消了${hit.length}个闹钟。`,
            'en-US': hit.length === 1 ? 'The alarm is cancelled.' : `${hit.length} alarms are cancelled.`,
          },
          {
            directives: ids.slice(0, 8).map((id) => cancelTimer(id)),
            feedback: { code: 'CANCELLED', effective: true },
          },
        );
      },

      ListAlarms: async ({ tell, clock, userId, session, locale, timeZone = 'UTC' }) => {
        const now = clock.now().getTime();
        const all = await store.list(userId ?? session.id);
        const coming = all.filter(({ atMs }) => atMs > now).slice(0, 5);
        if (coming.length === 0)
          return tell({ 'zh-CN': '没有闹钟和提醒。', 'en-US': 'You have no alarms or reminders.' });
        const line = ({ what, atMs }: Reminder) => {
          const alarm = locale === 'zh-CN' ? '闹钟' : 'alarm';
          return `${spokenTime(atMs, timeZone, locale)} ${what ?? alarm}`;
        };
        const lines = coming.map(line);
        return tell(lines.join(locale === 'zh-CN' ? '；' : '; '), {
          directives: [card('', lines.join('\n'))],
        });
      },

      Remind: async (turn) => {
        const { slots, clock, locale, timeZone = 'UTC' } = turn;
        // Free text: there only because it is declared, and the user granted it.
        const what = slots.what?.matched ? slots.what.value : undefined;
        if (what === undefined) return turn.elicit('what');
        const atMs = zonedTimeMs(timeOf(slots.when.value), timeZone);
        const seconds = Math.round((atMs - clock.now().getTime()) / 1000);
        if (seconds <= 0)
          return turn.elicit('when', { 'zh-CN': '这个时间已经过了，几点？', 'en-US': 'That is past. When?' });
        await store.add(turn.userId ?? turn.session.id, { id: turn.requestId, what, atMs });
        const name = turn.granted('user.name') ? await turn.pull('user.name') : undefined;
        const time = spokenTime(atMs, timeZone, locale);
        return turn.tell(
          {
            'zh-CN': `好的${name === undefined ? '' : `，${name}`}，${time}提醒您${what}。`,
            'en-US': `All right${name === undefined ? '' : `, ${name}`}: ${time}, ${what}.`,
          },
          { directives: [timer(turn.requestId, seconds)], feedback: { code: 'SET', effective: true } },
        );
      },

      ForgetEverything: async ({ tell, userId, session }) => {
        const user = userId ?? session.id;
        const ids = (await store.list(user)).map(({ id }) => id);
        await store.forget(user);
        return tell(
          { 'zh-CN': '都删掉了。', 'en-US': 'Everything is deleted.' },
          {
            directives: ids.slice(0, 8).map((id) => cancelTimer(id)),
            feedback: { code: 'FORGOTTEN', effective: true },
          },
        );
      },
    },
    // Only one intent of the model asks before it acts.
    onDenied: ({ tell }) => tell({ 'zh-CN': '好的，都留着。', 'en-US': 'All right, nothing is deleted.' }),
    onDelete: async ({ userId }) => {
      if (userId !== undefined) await store.forget(userId);
    },
  });
}

export const skill = createSkill();
