/** A turn on its way to a sample, as it is sealed: the words, and what of the turn a sample may say. */
import type { SampleSource, TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { TimedWord } from '../processing/align.ts';

export interface WaitingTurn {
  readonly text: string;
  readonly words: readonly TimedWord[];
  readonly confidence: number;
  readonly isRejectedByRecogniser: boolean;
  readonly locale: string;
  readonly source: SampleSource;
  readonly end: TurnEnd;
  readonly skillId: string;
  readonly deviceModel: string;
  readonly collectionId: string;
}
