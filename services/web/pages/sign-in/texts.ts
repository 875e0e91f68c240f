/** The words of signing in. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  identity: string;
  hint: string;
  send: string;
  or: string;
  passkey: string;
  passkeyProblem: string;
  signUp: string;
  linkTitle: string;
  linkLead: string;
  linkGo: string;
}> = {
  'zh-CN': {
    title: '登录',
    lead: '查看家里的音箱，决定谁能听见什么。',
    identity: '邮箱或手机号码',
    hint: '我们会发送一个验证码，不需要密码。',
    send: '获取验证码',
    or: '或者',
    passkey: '用通行密钥登录',
    passkeyProblem: '通行密钥没有成功，请再试一次，或使用验证码。',
    signUp: '还没有账户？在这里注册',
    linkTitle: '用链接登录',
    linkLead: '这个链接只能使用一次。',
    linkGo: '登录',
  },
  'en-US': {
    title: 'Sign in',
    lead: 'See the speakers of your home, and decide who hears what.',
    identity: 'Mail address or telephone number',
    hint: 'You get a code; there is no password.',
    send: 'Send me a code',
    or: 'or',
    passkey: 'Sign in with a passkey',
    passkeyProblem: 'The passkey did not work. Try once more, or use a code.',
    signUp: 'No account yet? Make one',
    linkTitle: 'Sign in by link',
    linkLead: 'This link works once.',
    linkGo: 'Sign in',
  },
};
