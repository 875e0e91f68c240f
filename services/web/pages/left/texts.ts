/** The words of “what left”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  none: string;
  to: (name: string) => string;
  technical: (count: number) => string;
  granted: string;
  size: (bytes: number) => string;
  implied: string;
  older: string;
  newest: string;
  why: string;
  whyTitle: string;
  whyLead: (skill: string) => string;
  whyNobody: string;
  ended: (how: string) => string;
  whyNothing: string;
  proof: string;
  told: string;
  toldLead: string;
  states: Readonly<Record<string, string>>;
  events: Readonly<Record<string, string>>;
}> = {
  'zh-CN': {
    title: '发出记录',
    lead: '离开本系统的每一项都在这里，记下之后才会发出。记录里只有名称和大小，没有内容。',
    none: '还没有任何内容发出。',
    to: (name) => `发给 ${name}`,
    technical: (count) => `另有 ${count} 项技术信息，不含个人内容`,
    granted: '由你授权',
    size: (bytes) => `${bytes} 字节`,
    implied: '启用技能所必需',
    older: '更早的记录',
    newest: '回到最新',
    why: '为什么？',
    whyTitle: '为什么会这样',
    whyLead: (skill) => `这句话由“${skill}”处理，因为它与这个技能声明的说法最接近。`,
    whyNobody: '没有技能处理这句话。',
    ended: (how) => `结果：${how}`,
    whyNothing: '这一次没有任何内容发出。',
    proof: '记录是一条前后相连的链，改动任何一行都会被发现。',
    told: '已通知的接收方',
    toldLead: '收回授权或删除之后，收到过内容的技能会被通知，直到它确认。',
    states: { pending: '等待确认', done: '已确认', given_up: '无法送达' },
    events: {
      'user.data.delete': '删除全部',
      'skill.disabled': '技能已停用',
      'consent.changed': '授权已收回',
    },
  },
  'en-US': {
    title: 'What left',
    lead: 'Everything that left this system stands here, and stood here before it left. Names and sizes, never what was in it.',
    none: 'Nothing has left yet.',
    to: (name) => `to ${name}`,
    technical: (count) =>
      count === 1
        ? 'and 1 technical detail, nothing of yours'
        : `and ${count} technical details, nothing of yours`,
    granted: 'you granted it',
    size: (bytes) => (bytes === 1 ? '1 byte' : `${bytes} bytes`),
    implied: 'comes with the skill',
    older: 'Older ones',
    newest: 'Back to the newest',
    why: 'Why?',
    whyTitle: 'Why it went like this',
    whyLead: (skill) => `“${skill}” answered, because what was said came closest to what it listens for.`,
    whyNobody: 'No skill answered this.',
    ended: (how) => `It ended: ${how}`,
    whyNothing: 'Nothing left because of it.',
    proof: 'The record is a chain: nobody can change a line without that being found.',
    told: 'Who was told',
    toldLead: 'After you take something back, every skill that had received it is told until it confirms.',
    states: { pending: 'waiting for an answer', done: 'confirmed', given_up: 'could not be reached' },
    events: {
      'user.data.delete': 'forget everything',
      'skill.disabled': 'skill switched off',
      'consent.changed': 'something was taken back',
    },
  },
};
