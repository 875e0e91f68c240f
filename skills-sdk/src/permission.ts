/** How a skill asks for something that it declared and does not have. */
import type { Locale } from './model.ts';

/** One sentence: who, what for, and where it is switched on. The purpose is the one that the user is shown there. */
export function needsPermission(skillName: string, purpose: string, locale: Locale): string {
  return locale === 'zh-CN'
    ? `${skillName}需要您的授权，${purpose.replace(/[。.]+$/, '')}。您可以在设置里打开。`
    : `${skillName} needs your permission. ${purpose} You can switch it on in the settings.`;
}
