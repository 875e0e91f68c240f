/** The words of “family”: members, offers, children. */
import { JoinState, Share } from '../../../../proto/gen/earshot/family/v1/family.ts';
import type { Texts } from '../../frame/languages.ts';

type Named<K extends number> = Readonly<Partial<Record<K, string>>>;

export const texts: Texts<{
  title: string;
  lead: string;
  done: Readonly<Record<'answered' | 'joined' | 'ended' | 'added' | 'recognised' | 'erased', string>>;
  members: string;
  noMembers: string;
  states: Named<JoinState>;
  nobody: string;
  theySee: string;
  youSee: string;
  theyAsk: string;
  nothing: string;
  shares: Named<Share>;
  confirm: string;
  confirmLead: (name: string) => string;
  end: string;
  readHistory: string;
  until: (when: string) => string;
  offer: string;
  offerLead: string;
  name: string;
  lets: string;
  asks: string;
  makeOffer: string;
  code: string;
  codeLead: string;
  codeOnce: string;
  enter: string;
  enterLead: string;
  look: string;
  terms: (name: string) => string;
  answer: string;
  letsThem: string;
  agree: string;
  back: string;
  children: string;
  noChildren: string;
  waiting: string;
  addChild: string;
  addChildLead: string;
  childName: string;
  born: string;
  add: string;
  recognise: string;
  recogniseLead: string;
  history: (name: string) => string;
  noHistory: string;
  grown: string;
  grownLead: string;
  grownSignsIn: string;
  invite: string;
  invited: string;
  invitedLead: string;
}> = {
  'zh-CN': {
    title: '家人',
    lead: '只有双方都同意，两个账户才会关联；任何一方都可以立即解除。',
    done: {
      answered: '已同意，等对方最后确认。',
      joined: '已关联。',
      ended: '已解除，共享的内容同时停止。',
      added: '儿童账户已添加，请先阅读说明再决定。',
      recognised: '已确认为儿童账户，除基本语音外的一切已停止。',
      erased: '已删除。',
    },
    members: '成员',
    noMembers: '还没有关联的账户。',
    states: {
      [JoinState.OFFERED]: '已邀请，等待回复',
      [JoinState.ANSWERED]: '已回复，等待确认',
      [JoinState.JOINED]: '已关联',
    },
    nobody: '还没有人回复的邀请',
    theySee: '对方能看到',
    youSee: '你能看到',
    theyAsk: '对方希望看到',
    nothing: '没有共享任何内容',
    shares: { [Share.HISTORY]: '历史（如果已开启）', [Share.DEVICES]: '音箱，并可临时静音' },
    confirm: '确认关联',
    confirmLead: (name) => `“${name}”已同意。确认之后才会生效。`,
    end: '解除',
    readHistory: '看对方的历史',
    until: (when) => `${when} 前有效`,
    offer: '邀请一个账户',
    offerLead: '先说明你让对方看到什么、希望看到什么。对方会先看到这些，再决定。',
    name: '对方看到的称呼',
    lets: '我让对方看到',
    asks: '我希望看到对方的',
    makeOffer: '生成邀请码',
    code: '邀请码',
    codeLead: '请当面告诉对方，对方登录后在“家人”里输入。',
    codeOnce: '只显示这一次，一天内有效。',
    enter: '我收到了邀请码',
    enterLead: '输入后会先显示双方各能看到什么，你再决定。',
    look: '查看邀请',
    terms: (name) => `“${name}”的邀请`,
    answer: '我同意关联',
    letsThem: '我让对方看到（可以少于对方希望的）',
    agree: '同意',
    back: '暂不',
    children: '孩子',
    noChildren: '还没有儿童账户。',
    waiting: '等待你决定',
    addChild: '添加儿童账户',
    addChildLead: '只问称呼和出生年月，用来知道何时不再按儿童保护。',
    childName: '称呼',
    born: '出生年月，例如 2018-05',
    add: '添加',
    recognise: '这是儿童的账户',
    recogniseLead: '确认后，除基本语音外的一切立即停止，你成为监护人。',
    history: (name) => `“${name}”的历史`,
    noHistory: '没有内容，或者没有开启历史。',
    grown: '已成年的家人',
    grownLead: '这个账户不再由监护人代管，由本人决定。请把登录链接交给本人。',
    grownSignsIn: '由本人登录和决定。',
    invite: '生成登录链接',
    invited: '登录链接',
    invitedLead:
      '只显示这一次，两天内有效，只能使用一次。请交给本人；本人添加自己的地址后，任何人都不能再生成链接。',
  },
  'en-US': {
    title: 'Family',
    lead: 'Two accounts belong together only when both sides agreed. Either side ends it at once.',
    done: {
      answered: 'You agreed. The other has to confirm it.',
      joined: 'You belong together now.',
      ended: 'Ended. What was shared has ended with it.',
      added: 'The child’s account is there. Read the text before you decide.',
      recognised: 'It is a child’s account now. Everything but basic voice has stopped.',
      erased: 'Erased.',
    },
    members: 'Members',
    noMembers: 'No account is joined to yours.',
    states: {
      [JoinState.OFFERED]: 'Offered, nobody has answered',
      [JoinState.ANSWERED]: 'Answered, not confirmed yet',
      [JoinState.JOINED]: 'Joined',
    },
    nobody: 'An offer that nobody has answered',
    theySee: 'They see',
    youSee: 'You see',
    theyAsk: 'They would like to see',
    nothing: 'nothing',
    shares: {
      [Share.HISTORY]: 'the history, where it is on',
      [Share.DEVICES]: 'the speakers, and may mute them for a while',
    },
    confirm: 'Confirm',
    confirmLead: (name) => `“${name}” agreed. Nothing is shared before you confirm.`,
    end: 'End it',
    readHistory: 'Read their history',
    until: (when) => `good until ${when}`,
    offer: 'Invite an account',
    offerLead:
      'Say first what you let them see, and what you would like to see. They read this before they decide.',
    name: 'What they will call you',
    lets: 'I let them see',
    asks: 'I would like to see their',
    makeOffer: 'Make a code',
    code: 'The code',
    codeLead: 'Tell it to them yourself. They enter it under “Family” after signing in.',
    codeOnce: 'It is shown this once, and is good for a day.',
    enter: 'I was given a code',
    enterLead: 'You are shown first what each would see. Then you decide.',
    look: 'Look at the offer',
    terms: (name) => `An offer of “${name}”`,
    answer: 'I agree to belong together',
    letsThem: 'I let them see (it may be less than they asked for)',
    agree: 'Agree',
    back: 'Not now',
    children: 'Children',
    noChildren: 'There is no child’s account.',
    waiting: 'Waits for you',
    addChild: 'Add a child’s account',
    addChildLead:
      'Nothing is asked but what you call it and the month of birth, to know when it is a child no longer.',
    childName: 'What you call it',
    born: 'Month of birth, like 2018-05',
    add: 'Add',
    recognise: 'This is a child’s account',
    recogniseLead: 'Everything but basic voice stops at once, and you become the guardian.',
    history: (name) => `History of “${name}”`,
    noHistory: 'There is nothing, or history is off.',
    grown: 'Grown up',
    grownLead:
      'Nobody answers for this account any more but its own person. Hand them a link to sign in with.',
    grownSignsIn: 'Signs in and decides by themselves.',
    invite: 'Make a link to sign in',
    invited: 'A link to sign in',
    invitedLead:
      'It is shown this once, and works once within two days. Hand it to the person; once they have added an address of their own, nobody can make another.',
  },
};
