/** The words of “linked accounts”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  done: Readonly<Record<'linked' | 'unlinked' | 'later', string>>;
  none: string;
  skillLearns: string;
  earshotLearns: string;
  asksFor: string;
  linkedAt: (when: string) => string;
  link: string;
  unlink: string;
  leave: (host: string) => string;
  leaveLead: (host: string) => string;
  leaveGo: (host: string) => string;
  grantToo: string;
  backTitle: string;
  backLead: string;
  goOn: string;
  confirmLead: string;
  confirm: string;
  stay: string;
}> = {
  'zh-CN': {
    title: '关联账户',
    lead: '有的技能可以使用你在别处的账户。先看双方各会知道什么，再决定；随时可以立即解除。',
    done: {
      linked: '已关联。只有这个技能、并且只有在你授权“账户令牌”之后才能使用。',
      unlinked: '已解除，令牌已作废。',
      later: '已解除，任何人都不能再使用令牌；对方服务器暂时没有回应，会继续通知它作废。',
    },
    none: '没有可以关联账户的技能。',
    skillLearns: '技能会知道',
    earshotLearns: 'Earshot 会知道',
    asksFor: '请求的范围',
    linkedAt: (when) => `${when} 关联`,
    link: '关联',
    unlink: '解除',
    leave: (host) => `前往 ${host}`,
    leaveLead: (host) => `你将在 ${host} 登录并确认。密码不会经过这里。`,
    leaveGo: (host) => `前往 ${host}`,
    grantToo: '关联之后，还要在“我的选择”里授权，令牌才会发给技能。',
    backTitle: '欢迎回来',
    backLead: '为了安全，从别处回来的第一步不带登录状态。',
    goOn: '继续',
    confirmLead: '最后一步：确认关联。',
    confirm: '确认关联',
    stay: '不关联',
  },
  'en-US': {
    title: 'Linked accounts',
    lead: 'Some skills can use an account that you have elsewhere. Read what each side learns, and then decide. You unlink at once, whenever you like.',
    done: {
      linked: 'Linked. Only this skill gets the token, and only when you grant it.',
      unlinked: 'Unlinked. The token is worth nothing any more.',
      later: 'Unlinked. Nobody can use the token here; its server did not answer and is told again.',
    },
    none: 'No skill here can be linked to an account.',
    skillLearns: 'The skill learns',
    earshotLearns: 'Earshot learns',
    asksFor: 'It asks for',
    linkedAt: (when) => `linked ${when}`,
    link: 'Link',
    unlink: 'Unlink',
    leave: (host) => `On to ${host}`,
    leaveLead: (host) => `You sign in and confirm at ${host}. No password comes by here.`,
    leaveGo: (host) => `Go to ${host}`,
    grantToo: 'After that, the token goes to the skill only when you grant it under “Choices”.',
    backTitle: 'You are back',
    backLead: 'To be safe, the first step from elsewhere comes without your sign-in.',
    goOn: 'Go on',
    confirmLead: 'The last step: confirm the link.',
    confirm: 'Link it now',
    stay: 'Do not link',
  },
};
