/** What a reader is told when something cannot be done, and the HTTP status (RFC 9110) beside it. */
import { status } from '@grpc/grpc-js';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { type Html, html } from './html.ts';
import type { Language, Texts } from './languages.ts';
import { layout } from './layout.ts';
import type { Visit } from './visit.ts';

const statuses: Readonly<Record<number, number>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.FAILED_PRECONDITION]: 409,
  [status.ALREADY_EXISTS]: 409,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

/** A caller that the schema does not name is, for a browser, a person who may not do that. */
export const httpStatusOf = (code: ErrorCode): number => statuses[catalogue[code].grpcStatus] ?? 500;

type Sentences = Partial<Record<ErrorCode, string>> & { readonly other: string; readonly later: string };

const sentences: Texts<Sentences> = {
  'zh-CN': {
    other: '这一步没有完成。',
    later: '服务暂时不可用，请稍后再试。',
    NOT_FOUND: '没有这个内容，或者它不属于你。',
    DEVICE_CODE_WRONG: '没有音箱显示这个数字，或者已过了十分钟。请再看一下音箱。',
    DEVICES_FULL: '音箱已达上限，请先移除一台。',
    CALLER_REFUSED: '你的身份不能这样做。',
    RATE_LIMITED: '尝试次数太多，请过一会儿再试。',
    FORM_REFUSED: '页面已过期，请重新打开后再试。',
    SIGN_IN_CODE_WRONG: '验证码不对、已用过或已过期。输错五次后请重新获取。',
    SIGN_IN_LINK_OVER: '这个链接已用过或已过期。',
    PASSKEY_REFUSED: '这个通行密钥在这里无法使用。',
    IDENTITY_INVALID: '请输入邮箱地址或手机号码。',
    IDENTITY_TAKEN: '这个地址已用于另一个账户。',
    SIGN_IN_WAYS_FULL: '登录方式已达上限。',
    SIGN_IN_WAY_LAST: '这是唯一的登录方式，请先添加另一种。',
    CONSENT_TEXT_OLD: '说明刚刚更新过，请重新阅读后再选择。',
    CONSENT_REQUIRED: '请先阅读并勾选同意。',
    IDENTITY_RESTING: '使用这个地址的账户刚刚注销，三天后可以再次使用。',
    QUIET_HOURS: '现在是安静时段，结束后会自动恢复。',
    RIGHTS_REPEATED: '三十天内同一类请求已提交五次，请在列表中查看答复。',
    RIGHTS_NOT_REFUSED: '只有被拒绝的请求才能申诉。',
    ALREADY_EXISTS: '已经提交过了。',
    JOIN_CODE_WRONG: '邀请码不对、已用过或已过期，请对方重新发出邀请。',
    JOINS_FULL: '成员、邀请或儿童账户已达上限。',
    CHILD_ALREADY: '这个账户已经是儿童账户。',
    LINK_REFUSED: '没有关联：已超时、已用过，或对方没有同意。',
    SIGN_IN_AGAIN: '为了安全，请退出登录后重新登录，再做这一步。',
    CODES_NOT_SENT: '这里不能发送验证码，请用通行密钥或登录链接。',
  },
  'en-US': {
    other: 'This could not be done.',
    later: 'The service is not available at the moment. Please try again shortly.',
    NOT_FOUND: 'There is nothing here, or it is not yours.',
    DEVICE_CODE_WRONG: 'No speaker shows these digits, or ten minutes are over. Look at the speaker again.',
    DEVICES_FULL: 'There are as many speakers as there may be. Remove one first.',
    CALLER_REFUSED: 'You cannot do this in your role.',
    RATE_LIMITED: 'Too many tries. Please wait a while.',
    FORM_REFUSED: 'The page is out of date. Please open it again.',
    SIGN_IN_CODE_WRONG:
      'The code is wrong, was used already or is over. After five wrong ones, ask for a new one.',
    SIGN_IN_LINK_OVER: 'The link was used already, or is over.',
    PASSKEY_REFUSED: 'This passkey does not work here.',
    IDENTITY_INVALID: 'Please enter a mail address or a telephone number.',
    IDENTITY_TAKEN: 'Another account signs in with this address.',
    SIGN_IN_WAYS_FULL: 'There are as many ways to sign in as there may be.',
    SIGN_IN_WAY_LAST: 'This is the only way to sign in. Add another one first.',
    CONSENT_TEXT_OLD: 'The text has just changed. Please read it again before you choose.',
    CONSENT_REQUIRED: 'Please read it and say that you agree.',
    IDENTITY_RESTING: 'An account with this address was closed. It can be used again after three days.',
    QUIET_HOURS: 'These are quiet hours. It listens again when they end.',
    RIGHTS_REPEATED: 'You asked this five times in thirty days. The answers are in the list.',
    RIGHTS_NOT_REFUSED: 'Only a refusal can be appealed against.',
    ALREADY_EXISTS: 'This was sent already.',
    JOIN_CODE_WRONG: 'The code is wrong, was used already or is over. Ask for a new one.',
    JOINS_FULL: 'There are as many members, offers or children as there may be.',
    CHILD_ALREADY: 'This account is a child’s already.',
    LINK_REFUSED: 'Nothing was linked: it took too long, was used already, or the other side said no.',
    SIGN_IN_AGAIN: 'To be safe, please sign out and in again, and then do this.',
    CODES_NOT_SENT: 'No codes can be sent from here. Use a passkey or a sign-in link.',
  },
};

const titles: Texts<{ title: string; back: string }> = {
  'zh-CN': { title: '没有成功', back: '返回首页' },
  'en-US': { title: 'That did not work', back: 'Back to the start' },
};

/** One sentence for a reader. */
export function sentenceFor(language: Language, code: ErrorCode): string {
  const own = sentences[language];
  return own[code] ?? (httpStatusOf(code) >= 500 ? own.later : own.other);
}

export function errorPage(visit: Visit, code: ErrorCode): Html {
  const { title, back } = titles[visit.language];
  return layout(visit, {
    title,
    main: html`<p class="problem" role="alert">${sentenceFor(visit.language, code)}</p>
<p><a href="/">${back}</a></p>
<p class="note"><code>${code}</code></p>`,
  });
}
