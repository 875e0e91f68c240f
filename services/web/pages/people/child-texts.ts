/** The words of a child's page, for its guardian. */
import { ChildReason } from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { Texts } from '../../frame/languages.ts';

export const childTexts: Texts<{
  unnamed: string;
  done: Readonly<
    Record<
      'added' | 'agreed' | 'refused' | 'rules' | 'speaker' | 'sent' | 'restricted' | 'lifted' | 'guardian',
      string
    >
  >;
  isAgreed: string;
  isRefused: string;
  isWaiting: string;
  isRecognised: string;
  agree: string;
  refuse: string;
  limits: string;
  minutes: string;
  minutesHint: string;
  quietFrom: string;
  quietUntil: string;
  save: string;
  used: (minutes: number) => string;
  speakers: string;
  noSpeakers: string;
  give: string;
  takeBack: string;
  speaker: string;
  requests: string;
  requestsLead: string;
  correction: string;
  complaint: string;
  send: string;
  due: (day: string) => string;
  data: string;
  copy: string;
  restrict: string;
  lift: string;
  restricted: string;
  erase: string;
  eraseLead: string;
  eraseSure: string;
  reads: string;
  readsLead: string;
  noReads: string;
  what: Readonly<Record<string, string>>;
  reasons: Readonly<Partial<Record<ChildReason, string>>>;
  guardians: string;
  guardiansLead: string;
  addGuardian: (name: string) => string;
  back: string;
}> = {
  'zh-CN': {
    unnamed: '孩子',
    done: {
      added: '已添加。阅读说明后再决定是否同意。',
      agreed: '已同意。',
      refused: '已拒绝，不再接收这个孩子的任何声音。',
      rules: '已保存，从现在起生效。',
      speaker: '音箱已更改。',
      sent: '已提交。',
      restricted: '现在只保存，不使用。',
      lifted: '已恢复。',
      guardian: '已添加监护人。',
    },
    isAgreed: '你已同意听取并回答这个孩子。',
    isRefused: '没有同意，音箱不接收这个孩子的任何声音。',
    isWaiting: '等待你决定。',
    isRecognised: '这个账户后来被确认属于儿童。除基本语音外的一切已停止。',
    agree: '我作为监护人同意',
    refuse: '不同意',
    limits: '时间',
    minutes: '每天最多几分钟',
    minutesHint: '留空表示不限',
    quietFrom: '安静时段从',
    quietUntil: '到',
    save: '保存',
    used: (minutes) => `今天已用 ${minutes} 分钟`,
    speakers: '音箱',
    noSpeakers: '家里还没有音箱。',
    give: '交给孩子',
    takeBack: '收回',
    speaker: '音箱',
    requests: '请求',
    requestsLead: '你代孩子行使权利，每个请求都有答复的最后期限。',
    correction: '哪里需要更正？',
    complaint: '投诉什么？',
    send: '提交',
    due: (day) => `最晚 ${day} 答复`,
    data: '数据',
    copy: '下载孩子的全部数据',
    restrict: '只保存，不使用',
    lift: '恢复使用',
    restricted: '现在只保存，不使用。',
    erase: '删除孩子的一切',
    eraseLead: '立即删除，不能撤销；孩子的音箱会断开。',
    eraseSure: '输入“删除”',
    reads: '工作人员查看记录',
    readsLead: '每次查看都需要职责和理由，并记录在这里。工作人员不能复制或导出。',
    noReads: '没有人查看过。',
    what: { case: '请求的内容', account: '账户' },
    reasons: {
      [ChildReason.ANSWER_REQUEST]: '答复请求',
      [ChildReason.DANGER]: '可能有人处于危险',
      [ChildReason.LAW]: '法律要求',
      [ChildReason.RECOGNISED]: '确认是儿童账户',
    },
    guardians: '另一位监护人',
    guardiansLead: '已关联的账户可以同为监护人。',
    addGuardian: (name) => `添加“${name}”`,
    back: '家人',
  },
  'en-US': {
    unnamed: 'A child',
    done: {
      added: 'Added. Read the text, and then decide.',
      agreed: 'You agreed.',
      refused: 'You said no. No sound of this child is taken.',
      rules: 'Saved. It holds from now on.',
      speaker: 'The speaker was changed.',
      sent: 'Sent.',
      restricted: 'It is kept and not used now.',
      lifted: 'It is used again.',
      guardian: 'There is one more guardian.',
    },
    isAgreed: 'You agreed that this child is heard and answered.',
    isRefused: 'Nobody agreed. No sound of this child is taken.',
    isWaiting: 'It waits for you to decide.',
    isRecognised: 'The account was found to be a child’s later. Everything but basic voice has stopped.',
    agree: 'I agree as the guardian',
    refuse: 'Say no',
    limits: 'Time',
    minutes: 'Minutes a day at most',
    minutesHint: 'Empty: no limit',
    quietFrom: 'Quiet from',
    quietUntil: 'until',
    save: 'Save',
    used: (minutes) => `${minutes} minutes were used today`,
    speakers: 'Speakers',
    noSpeakers: 'There is no speaker in this home yet.',
    give: 'Give it to the child',
    takeBack: 'Take it back',
    speaker: 'Speaker',
    requests: 'Requests',
    requestsLead: 'You exercise the child’s rights. Each request has a last day for its answer.',
    correction: 'What has to be corrected?',
    complaint: 'What is the complaint?',
    send: 'Send',
    due: (day) => `Answered by ${day}`,
    data: 'Data',
    copy: 'Download everything of the child',
    restrict: 'Keep it and do not use it',
    lift: 'Use it again',
    restricted: 'It is kept and not used at the moment.',
    erase: 'Erase everything of the child',
    eraseLead: 'It is erased at once and cannot be undone. The child’s speakers are cut off.',
    eraseSure: 'Type “erase”',
    reads: 'Seen by the staff',
    readsLead:
      'Each look needs a role and a reason, and stands here. The staff can neither copy nor take out.',
    noReads: 'Nobody has looked.',
    what: { case: 'the words of a request', account: 'the account' },
    reasons: {
      [ChildReason.ANSWER_REQUEST]: 'to answer a request',
      [ChildReason.DANGER]: 'somebody may be in danger',
      [ChildReason.LAW]: 'a law asks for it',
      [ChildReason.RECOGNISED]: 'it was shown to be a child’s',
    },
    guardians: 'Another guardian',
    guardiansLead: 'An account that is joined to yours can be a guardian too.',
    addGuardian: (name) => `Add “${name}”`,
    back: 'Family',
  },
};
