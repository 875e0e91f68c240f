/** The words of signing up. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  terms: string;
  summary: string;
  without: string;
  version: (version: number, since: string) => string;
  identity: string;
  hint: string;
  agree: string;
  children: string;
  send: string;
  signIn: string;
}> = {
  'zh-CN': {
    title: '注册账户',
    lead: '只需要一个邮箱或手机号码。除此之外，我们不问你任何事。',
    terms: '你同意的内容',
    summary: '建立账户就是同意语音服务；其他用途都可以之后逐项选择，也都可以拒绝。',
    without: '如果不同意：',
    version: (version, since) => `第 ${version} 版，自 ${since} 起。`,
    identity: '邮箱或手机号码',
    hint: '我们会发送一个验证码，用来确认这个地址是你的；不需要密码。',
    agree: '我已阅读并同意以上内容。',
    children: '十五岁以下的儿童不自己注册，由监护人在“家人”页面添加。',
    send: '获取验证码',
    signIn: '已有账户？登录',
  },
  'en-US': {
    title: 'Make an account',
    lead: 'A mail address or a telephone number is enough. Nothing else is asked about you.',
    terms: 'What you agree to',
    summary:
      'An account is a yes to the voice service. Everything else is asked later, one by one, and may be refused.',
    without: 'If you say no:',
    version: (version, since) => `Version ${version}, since ${since}.`,
    identity: 'Mail address or telephone number',
    hint: 'You get a code, which shows that the address is yours; there is no password.',
    agree: 'I have read this and agree to it.',
    children: 'Children up to fifteen make no account: a guardian adds them on the page “Family”.',
    send: 'Send me a code',
    signIn: 'You have an account? Sign in',
  },
};
