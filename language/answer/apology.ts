/** What a user hears instead of a skill's answer: one sentence for each kind of failure, live and in the simulator. */
import type { Locale } from '../model/types.ts';

type Sentences = Readonly<Record<Locale, (skillName: string) => string>>;

const notAnswering: Sentences = {
  'zh-CN': (name) => `抱歉，${name}现在没有回应，请稍后再试。`,
  'en-US': (name) => `Sorry, ${name} is not answering right now. Please try again later.`,
};
const wentWrong: Sentences = {
  'zh-CN': (name) => `抱歉，${name}出了点问题。`,
  'en-US': (name) => `Sorry, something went wrong with ${name}.`,
};
const busy: Sentences = {
  'zh-CN': (name) => `抱歉，${name}正忙，请过一会儿再试。`,
  'en-US': (name) => `Sorry, ${name} is busy. Please try again in a moment.`,
};
const switchedOff: Sentences = {
  'zh-CN': (name) => `${name}在这里没有启用。`,
  'en-US': (name) => `${name} is not switched on here.`,
};
const permission: Sentences = {
  'zh-CN': (name) => `${name}还需要您的授权，您可以在设置里查看。`,
  'en-US': (name) => `${name} needs a permission from you first. You can find it in the settings.`,
};
const withdrawn: Sentences = {
  'zh-CN': (name) => `您收回了授权，${name}已停下。`,
  'en-US': (name) => `You withdrew a permission, so ${name} was stopped.`,
};

const lostThread: Sentences = {
  'zh-CN': (name) => `抱歉，我没能记住${name}问到哪里了，请从头再说一遍。`,
  'en-US': (name) => `Sorry, I lost track of where you were with ${name}. Please start again.`,
};

const byCode: Readonly<Record<string, Sentences>> = {
  SKILL_TIMEOUT: notAnswering,
  SKILL_UNREACHABLE: notAnswering,
  SKILL_CLOSED_EARLY: notAnswering,
  SKILL_CIRCUIT_OPEN: busy,
  SKILL_BUSY: busy,
  CONVERSATION_NOT_KEPT: lostThread,
  OVERLOADED: busy,
  SKILL_NOT_ENABLED: switchedOff,
  SKILL_GRANT_MISSING: permission,
  SKILL_CONSENT_WITHDRAWN: withdrawn,
};

const nameless: Readonly<Record<Locale, string>> = { 'zh-CN': '这个技能', 'en-US': 'this skill' };

/**
 * @param code of the error catalogue; the user never hears it
 * @param missing names of the permissions that are missing, as the manifest's scopes call them
 */
export function apologySentence(
  code: string,
  locale: Locale,
  skillName: string | undefined,
  missing: readonly string[] = [],
): string {
  const name = skillName ?? nameless[locale];
  if (code === 'SKILL_GRANT_MISSING' && missing.length > 0) return permissionFor(name, missing, locale);
  return (byCode[code] ?? wentWrong)[locale](name);
}

function permissionFor(name: string, missing: readonly string[], locale: Locale): string {
  return locale === 'zh-CN'
    ? `${name}还需要您授权：${missing.join('、')}。您可以在设置里查看。`
    : `${name} needs your permission first: ${missing.join(', ')}. You can find it in the settings.`;
}
