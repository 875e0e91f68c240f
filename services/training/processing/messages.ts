/** What the service and a thread that makes samples say to each other. */
import type { Made, RawTurn } from './make-sample.ts';

export interface ThreadFiles {
  /** Folder of the LAC tagger; absent where it is not installed. */
  readonly taggerDir: string | undefined;
}

export interface ToThread {
  readonly id: number;
  readonly turn: RawTurn;
  readonly pcm: Uint8Array | undefined;
}

export type FromThread =
  | { readonly kind: 'made'; readonly id: number; readonly made: Made }
  | { readonly kind: 'failed'; readonly id: number };
