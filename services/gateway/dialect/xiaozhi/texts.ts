/** What a device shows when nothing can be said: short, for small displays. */
import type { Locale } from '@earshot/skills-sdk';

interface Texts {
  readonly failed: string;
  readonly muted: string;
  readonly wakeUnheard: string;
  readonly busy: string;
  /** With the code that is to be entered. */
  activation(code: string): string;
}

export const deviceTexts: Readonly<Record<Locale, Texts>> = {
  'zh-CN': {
    failed: '没有成功，请再试一次。',
    muted: '麦克风已关闭。',
    wakeUnheard: '没有听清唤醒词，请再说一次或按键。',
    busy: '现在很忙，请稍后再试。',
    activation: (code) => `请主人在 Earshot 中输入：\n${code}`,
  },
  'en-US': {
    failed: 'That did not work. Please try again.',
    muted: 'The microphone is off.',
    wakeUnheard: 'The wake word was not heard. Say it again, or press the button.',
    busy: 'Too busy now. Please try again shortly.',
    activation: (code) => `Enter this code in Earshot:\n${code}`,
  },
};
