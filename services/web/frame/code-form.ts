/** The page that asks for a code which was just sent; signing in and adding an address share it. */

import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { sentenceFor } from './errors.ts';
import { formToken } from './form-token.ts';
import { type Html, html } from './html.ts';
import type { Texts } from './languages.ts';
import { layout } from './layout.ts';
import type { Visit } from './visit.ts';

const texts: Texts<{ title: string; sent: string; label: string; go: string; again: string }> = {
  'zh-CN': {
    title: '输入验证码',
    sent: '如果这个地址可以使用，我们已向它发送八位验证码，十分钟内有效。',
    label: '验证码',
    go: '继续',
    again: '换一个地址，或重新获取',
  },
  'en-US': {
    title: 'Enter the code',
    sent: 'If this address can be used, a code of eight digits is on its way. It works for ten minutes.',
    label: 'Code',
    go: 'Continue',
    again: 'Use another address, or get a new code',
  },
};

export function codePage(
  visit: Visit,
  form: {
    readonly action: string;
    readonly challenge: string;
    readonly back: string;
    readonly problem?: ErrorCode;
    /** What the answer needs beside the code. */
    readonly fields?: Readonly<Record<string, string>>;
  },
): Html {
  const text = texts[visit.language];
  const isWrong = form.problem !== undefined;
  return layout(visit, {
    title: text.title,
    main: html`${isWrong && html`<p class="problem" role="alert" id="problem">${sentenceFor(visit.language, form.problem ?? 'INTERNAL')}</p>`}
<p id="sent">${text.sent}</p>
<form class="card" method="post" action="${form.action}">
${formToken(visit)}<input type="hidden" name="challenge" value="${form.challenge}">
${Object.entries(form.fields ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="code">${text.label}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required autofocus aria-describedby="${isWrong ? 'problem sent' : 'sent'}"${isWrong && html` aria-invalid="true"`}>
<button>${text.go}</button>
</form>
<p><a href="${form.back}">${text.again}</a></p>`,
  });
}
