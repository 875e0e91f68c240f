/** What a person reads who gets a code. */

/** The code, what it is for, and that nobody else may have it. */
export function codeText(code: string, locale: string, minutes: number): string {
  return locale.startsWith('zh')
    ? `【Earshot】验证码 ${code}，${minutes} 分钟内有效。请勿告诉任何人，包括自称我们的人。`
    : `Earshot code: ${code}. It works for ${minutes} minutes. Tell it to nobody, not even to us.`;
}
