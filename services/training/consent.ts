/** What a person is asked before anything of theirs becomes a sample, word for word, and under which version. */
import { localeFor } from '../../language/locale.ts';
import type { ConsentField } from '../../proto/gen/earshot/training/v1/training.ts';

/** Grows with every change of a sentence: then whoever agreed to the old one is asked again. */
export const consentVersion = '1';
/** By this name, of the kind training, people grant it. */
export const recipientId = 'earshot';

export const textPath = 'sample.text';
export const audioPath = 'sample.audio';
export const conversationPath = 'sample.conversation';

const sentences = {
  [textPath]: {
    'en-US':
      'To train and test speech recognition: what you say at home, with names, numbers and addresses taken out, for at most 180 days.',
    'zh-CN': '用于训练和测试语音识别：您在家说的话，其中的姓名、号码和地址会被去除，最多保存180天。',
  },
  [audioPath]: {
    'en-US':
      'To train and test speech recognition: the recording, in an altered voice and silent where something was taken out. Somebody determined may still recognise a voice.',
    'zh-CN': '用于训练和测试语音识别：录音会改变嗓音，被去除的内容处会静音。有心人仍有可能辨认出嗓音。',
  },
  [conversationPath]: {
    'en-US':
      'To train and test what understands people: what you write to our customer service, with names, numbers and addresses taken out, for at most 180 days.',
    'zh-CN': '用于训练和测试语言理解：您写给客服的话，其中的姓名、号码和地址会被去除，最多保存180天。',
  },
} as const;

export type SamplePath = keyof typeof sentences;

/** Every sentence that counts for a path, in every language. */
export const declaredPurposes = (path: SamplePath): string[] => Object.values(sentences[path]);

export function consentFields(locale: string): ConsentField[] {
  const language = localeFor(locale);
  return ([textPath, audioPath, conversationPath] as const).map((path) => ({
    path,
    purpose: sentences[path][language],
  }));
}
