/** With what a conversation with customer service begins: whoever answers is a machine, and says so before anything else. */
import { localeFor } from '../../../language/locale.ts';

const lines = {
  'en-US': 'This is a machine answering, not a person. You can ask for a person at any time.',
  'zh-CN': '现在回答您的是机器，不是真人。您可以随时要求转接人工。',
} as const;

export const firstLine = (locale: string): string => lines[localeFor(locale)];

/** In whichever language it was said. */
export const saysItIsAMachine = (text: string): boolean => Object.values<string>(lines).includes(text.trim());
