/** What a skill's answer becomes before anybody hears or sees it: the platform's question where it wants a permission, and what touches say. */
import type { NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { SkillManifest } from '../manifest/types.ts';
import type { Locale } from '../model/types.ts';
import { type AskedPermissions, withPermission } from './asked-permission.ts';
import type { FilteredResponse } from './response.ts';
import { withTouch } from './touch.ts';

export interface ShownIn {
  readonly manifest: SkillManifest;
  readonly intent: string;
  readonly locale: Locale;
  /** Of the conversation, before this answer. */
  readonly names: readonly NamedValue[];
  readonly asked: AskedPermissions;
  /** Whether the skill has a field already. */
  readonly isGranted: (path: string) => boolean;
}

/** The question goes first: while it is open, a touch would answer another one, or let it go unnoticed. */
export function asShown(
  given: FilteredResponse,
  { manifest, intent, locale, names, asked: before, isGranted }: ShownIn,
): { readonly answer: FilteredResponse; readonly asked: AskedPermissions } {
  const { answer, asked } = withPermission(given, manifest, before, locale, isGranted);
  const isTouched = !asked.isPermissionOpen;
  return { answer: isTouched ? withTouch(answer, manifest, intent, locale, names) : answer, asked };
}
