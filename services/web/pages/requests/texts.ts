/** The words of “requests”. */
import { RefusalCode, RequestKind, RequestState } from '../../../../proto/gen/earshot/rights/v1/rights.ts';
import type { Texts } from '../../frame/languages.ts';

type Named = Readonly<Record<number, string>>;

export const texts: Texts<{
  title: string;
  lead: string;
  done: Readonly<Record<'sent', string>>;
  none: string;
  list: string;
  make: string;
  correction: string;
  correctionHint: string;
  complaint: string;
  complaintHint: string;
  send: string;
  due: (day: string) => string;
  opened: (when: string) => string;
  closed: (when: string) => string;
  reason: string;
  answer: string;
  appeal: string;
  appealHint: string;
  appealed: string;
  kinds: Named;
  states: Named;
  refusals: Named;
  others: string;
  toData: string;
}> = {
  'zh-CN': {
    title: '请求',
    lead: '每个请求都有答复的最后期限：十五个工作日，法定节假日除外。',
    done: { sent: '已提交，期限写在下面。' },
    none: '还没有请求。',
    list: '我的请求',
    make: '提出请求',
    correction: '更正',
    correctionHint: '哪里不对，正确的应该是什么？',
    complaint: '投诉',
    complaintHint: '发生了什么？',
    send: '提交',
    due: (day) => `最晚 ${day} 答复`,
    opened: (when) => `${when} 提出`,
    closed: (when) => `${when} 答复`,
    reason: '理由',
    answer: '答复',
    appeal: '申诉',
    appealHint: '为什么应当重新考虑？由另一个人处理，有新的期限。',
    appealed: '对拒绝的申诉',
    kinds: {
      [RequestKind.ACCESS]: '查阅和复制',
      [RequestKind.CORRECTION]: '更正',
      [RequestKind.ERASURE]: '删除',
      [RequestKind.RESTRICTION]: '限制处理',
      [RequestKind.COMPLAINT]: '投诉',
    },
    states: {
      [RequestState.OPEN]: '处理中',
      [RequestState.DONE]: '已完成',
      [RequestState.REFUSED]: '已拒绝',
      [RequestState.WITHDRAWN]: '已撤回',
    },
    refusals: {
      [RefusalCode.LAW]: '法律要求保存，或不允许提供。',
      [RefusalCode.RIGHTS_OF_OTHERS]: '会泄露其他人的信息。',
      [RefusalCode.IDENTITY_UNPROVEN]: '没有证明账户属于你。',
      [RefusalCode.REPEATED]: '同样的请求已多次答复。',
      [RefusalCode.NOT_HELD]: '没有保存这样的内容。',
      [RefusalCode.LEGAL_CLAIM]: '正在进行法律争议。',
    },
    others: '查阅、复制、限制、删除和注销可以立即完成：',
    toData: '我的数据',
  },
  'en-US': {
    title: 'Requests',
    lead: 'Each request has a last day for its answer: fifteen working days, public holidays not counted.',
    done: { sent: 'Sent. Its last day stands below.' },
    none: 'There are no requests yet.',
    list: 'My requests',
    make: 'Make a request',
    correction: 'Correct something',
    correctionHint: 'What is wrong, and what would be right?',
    complaint: 'Complain',
    complaintHint: 'What happened?',
    send: 'Send',
    due: (day) => `Answered by ${day}`,
    opened: (when) => `Made ${when}`,
    closed: (when) => `answered ${when}`,
    reason: 'Why not',
    answer: 'Answer',
    appeal: 'Appeal',
    appealHint: 'Why should it be looked at again? Somebody else does it, with a last day of its own.',
    appealed: 'An appeal against a refusal',
    kinds: {
      [RequestKind.ACCESS]: 'A copy of everything',
      [RequestKind.CORRECTION]: 'A correction',
      [RequestKind.ERASURE]: 'Erasing',
      [RequestKind.RESTRICTION]: 'Storage only',
      [RequestKind.COMPLAINT]: 'A complaint',
    },
    states: {
      [RequestState.OPEN]: 'Open',
      [RequestState.DONE]: 'Done',
      [RequestState.REFUSED]: 'Refused',
      [RequestState.WITHDRAWN]: 'Withdrawn',
    },
    refusals: {
      [RefusalCode.LAW]: 'A law requires that it is kept, or forbids that it is given.',
      [RefusalCode.RIGHTS_OF_OTHERS]: 'It would reveal what is somebody else’s.',
      [RefusalCode.IDENTITY_UNPROVEN]: 'It was not shown that the account is yours.',
      [RefusalCode.REPEATED]: 'The same was answered several times.',
      [RefusalCode.NOT_HELD]: 'Nothing of the kind is held.',
      [RefusalCode.LEGAL_CLAIM]: 'There is a dispute at law about it.',
    },
    others: 'Copying, restricting, erasing and closing need nobody’s answer. You do them at once:',
    toData: 'My data',
  },
};
