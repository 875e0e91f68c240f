/** What `earshot bench nlu` finds on the shared corpora. */
import type { Machine } from '../report.ts';
import type { Scores } from './evaluate.ts';
import type { FirstAfternoonResult } from './first-afternoon.ts';
import type { ManySkillsResult } from './many-skills.ts';
import type { NlpJsResult } from './nlpjs.ts';
import type { OutOfScopeResult } from './out-of-scope.ts';
import type { TalkResult } from './talk.ts';

export interface CorpusResult extends Scores {
  readonly corpus: string;
  readonly locale: string;
  /** The encoder's runtime; undefined where sentences were understood by words alone. */
  readonly encoder: 'native' | 'wasm' | undefined;
  readonly taught: number;
  readonly skills: number;
  readonly enablingSeconds: number;
}

export interface StandardResult {
  readonly corpora: readonly CorpusResult[];
  readonly nlpJs: readonly { readonly corpus: string; readonly result: NlpJsResult }[];
  readonly outOfScope: readonly { readonly isEncoded: boolean; readonly result: OutOfScopeResult }[];
  readonly talk: readonly TalkResult[];
  readonly firstAfternoon: readonly FirstAfternoonResult[];
  readonly manySkills: readonly ManySkillsResult[];
  readonly machine: Machine;
  /** Path of the page. */
  readonly page?: string;
}
