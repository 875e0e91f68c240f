/** What a person reads who gets a code, or is told of a child in their care. */

/** The code, what it is for, and that nobody else may have it. */
export function codeText(code: string, locale: string, minutes: number): string {
  return locale.startsWith('zh')
    ? `【Earshot】验证码 ${code}，${minutes} 分钟内有效。请勿告诉任何人，包括自称我们的人。`
    : `Earshot code: ${code}. It works for ${minutes} minutes. Tell it to nobody, not even to us.`;
}

/** A code for a new account: whoever did not ask for one learns that nothing happens without it. */
export function signUpText(code: string, locale: string, minutes: number): string {
  return locale.startsWith('zh')
    ? `【Earshot】注册验证码 ${code}，${minutes} 分钟内有效。请勿告诉任何人。如果不是你本人操作，请忽略，不会为你建立任何账户。`
    : `Earshot code for a new account: ${code}. It works for ${minutes} minutes. Tell it to nobody. If you did not ask for it, ignore it: no account is made.`;
}

/** A guardian is told, in both languages: nobody knows which this address reads. */
export function childText(): string {
  return (
    '【Earshot】一个与你关联的账户被确认为儿童账户。除基本语音外的一切已经停止，等待你在隐私中心决定。 ' +
    'Earshot: an account that is joined to yours is a child’s. Everything but basic voice has stopped until you decide in the privacy centre.'
  );
}
