/** Fields, classes of data and purposes in words that nobody has to look up. */
import { DataClass } from '../../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Language, Texts } from '../../frame/languages.ts';

const fields: Texts<Readonly<Record<string, string>>> = {
  'zh-CN': {
    'user.id': '只给这个技能用的代号',
    'device.id': '音箱的代号，只给这个技能用',
    'user.name': '你的名字',
    'user.contact.email': '你的邮箱',
    'user.contact.phone': '你的电话号码',
    'device.city': '所在城市',
    'device.address': '你的地址',
    'device.timeZone': '时区',
    'device.tools': '音箱能做的事',
    'device.status': '音箱的音量、亮度和电量',
    'device.camera': '让音箱拍照',
    'device.locale': '语言',
    utterance: '你说的原话',
    'session.attributesJson': '这个技能自己上次记下的内容',
    'pull.token': '一分钟内有效的读取凭证',
  },
  'en-US': {
    'user.id': 'a name for you that only this skill knows',
    'device.id': 'a name for the speaker that only this skill knows',
    'user.name': 'your name',
    'user.contact.email': 'your mail address',
    'user.contact.phone': 'your telephone number',
    'device.city': 'your city',
    'device.address': 'your address',
    'device.timeZone': 'the time zone',
    'device.tools': 'what the speaker can do',
    'device.status': 'volume, brightness and battery of the speaker',
    'device.camera': 'having the speaker take a picture',
    'device.locale': 'the language',
    utterance: 'your words as they were heard',
    'session.attributesJson': 'what this skill noted itself the last time',
    'pull.token': 'a key to read granted fields, good for a minute',
  },
};

const slots: Texts<{ bounded: (name: string) => string; free: (name: string) => string }> = {
  'zh-CN': { bounded: (name) => `你的选择：${name}`, free: (name) => `你的话里的“${name}”` },
  'en-US': { bounded: (name) => `your choice of “${name}”`, free: (name) => `your words for “${name}”` },
};

const classes: Texts<Readonly<Record<number, string>>> = {
  'zh-CN': {
    [DataClass.UTTERANCE]: '文字',
    [DataClass.AUDIO]: '声音',
    [DataClass.IDENTIFIER]: '代号或名称',
    [DataClass.CONTACT]: '联系方式',
    [DataClass.LOCATION_COARSE]: '大致位置',
    [DataClass.LOCATION_PRECISE]: '精确位置',
    [DataClass.BIOMETRIC]: '声纹',
    [DataClass.CHILD]: '儿童信息',
    [DataClass.TRANSACTION]: '订单',
    [DataClass.HEALTH]: '健康信息',
    [DataClass.PREFERENCE]: '偏好',
  },
  'en-US': {
    [DataClass.UTTERANCE]: 'words',
    [DataClass.AUDIO]: 'sound',
    [DataClass.IDENTIFIER]: 'a name or number',
    [DataClass.CONTACT]: 'a way to reach you',
    [DataClass.LOCATION_COARSE]: 'a rough place',
    [DataClass.LOCATION_PRECISE]: 'an exact place',
    [DataClass.BIOMETRIC]: 'a voiceprint',
    [DataClass.CHILD]: 'about a child',
    [DataClass.TRANSACTION]: 'an order',
    [DataClass.HEALTH]: 'about your health',
    [DataClass.PREFERENCE]: 'a preference',
  },
};

const bounded: ReadonlySet<DataClass> = new Set([DataClass.PUBLIC, DataClass.OPERATIONAL, DataClass.COMMAND]);

/** Nothing of a person: states, versions, counts. */
export const isTechnical = (path: string, valueClass: DataClass): boolean =>
  !path.startsWith('slots.') && bounded.has(valueClass);

export function fieldWords(language: Language, path: string, valueClass: DataClass): string {
  const slot = /^slots\.(\w+)$/.exec(path)?.[1];
  if (slot !== undefined) return slots[language][bounded.has(valueClass) ? 'bounded' : 'free'](slot);
  const known = fields[language][path];
  if (known !== undefined) return known;
  const kind = classes[language][valueClass];
  return kind === undefined ? path : `${kind} (${path})`;
}

export const classWords = (language: Language, name: string): string => {
  const value = DataClass[name.toUpperCase() as keyof typeof DataClass];
  return classes[language][value] ?? name;
};
