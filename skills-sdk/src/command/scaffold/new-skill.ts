/** What is asked before a skill is written. */

/** In which of the languages that Earshot speaks. */
export type Spoken = 'en-US' | 'zh-CN';

export interface NewSkill {
  /** How people call it, in lower case, in each of its languages. */
  readonly names: Readonly<Partial<Record<Spoken, string>>>;
  readonly id: string;
  readonly contact: string;
  readonly locales: readonly Spoken[];
  readonly isJavaScript: boolean;
  /** Where npm finds the SDK: a version, or a file beside package.json. */
  readonly sdk: string;
}
