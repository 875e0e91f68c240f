import { createHash, randomUUID } from 'node:crypto';
import type { NoticeType } from '../notices.ts';
import type { SkillCore } from '../skill.ts';

/** What the user switched on and entered, and the pseudonyms that follow from it. */
export class Consent {
  readonly #granted = new Map<string, Set<string>>();
  readonly #profile = new Map<string, string>();
  readonly #epochs = new Map<string, number>();
  #notices = 0;
  /** A user of their own for each simulation: what one test kept under a name is not found by the next. */
  readonly #user = randomUUID();

  constructor(profile: Readonly<Record<string, string>>) {
    for (const [path, value] of Object.entries(profile)) this.#profile.set(path, value);
  }

  has(skillId: string, path: string): boolean {
    return this.#granted.get(skillId)?.has(path) ?? false;
  }

  profile(path: string): string | undefined {
    return this.#profile.get(path);
  }

  setProfile(path: string, value: string): void {
    this.#profile.set(path, value);
  }

  grant(skill: SkillCore, paths: readonly string[]): void {
    const { id, fields } = skill.manifest;
    const granted = this.#granted.get(id) ?? new Set();
    for (const path of paths) {
      if (!fields.some(({ name }) => name === path)) throw new Error(`${id} does not declare "${path}"`);
      granted.add(path);
    }
    this.#granted.set(id, granted);
  }

  /** Another skill sees another one, and after a withdrawal this skill does too. */
  pseudonym(kind: 'u' | 'd', skillId: string): string {
    const epoch = this.#epochs.get(skillId) ?? 0;
    return `${kind}_${createHash('sha256').update(`${kind} ${this.#user} ${skillId} ${epoch}`).digest('hex').slice(0, 20)}`;
  }

  /** Ends grants, rotates the pseudonyms, and tells the skill by the ones that it knows. */
  async end(skill: SkillCore, type: NoticeType, paths: readonly string[] | undefined): Promise<void> {
    const { id } = skill.manifest;
    const granted = this.#granted.get(id) ?? new Set();
    const withdrawn = (paths ?? [...granted]).filter((path) => granted.delete(path));
    this.#notices += 1;
    const notice = {
      type,
      noticeId: `notice-${this.#notices}`,
      userId: this.pseudonym('u', id),
      deviceIds: [this.pseudonym('d', id)],
      withdrawn,
    };
    this.#epochs.set(id, (this.#epochs.get(id) ?? 0) + 1);
    await skill.handleNotice(notice);
  }
}
