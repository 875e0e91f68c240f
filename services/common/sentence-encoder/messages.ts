/** What passes between the sentence encoder and its worker thread. */

/** How a sentence's vector comes from its tokens' vectors. */
export type Pooling = 'mean' | 'first';

export interface EncoderFiles {
  readonly modelPath: string;
  readonly tokenizerPath: string;
  readonly pooling: Pooling;
  /** Where `earshot models pull onnxruntime` put the native runtime, if somebody did: many times as fast. */
  readonly runtimeDir: string | undefined;
}

/** How a thread encodes. */
export interface EncoderManner {
  /** Nobody waits for it: it steps back behind everybody who speaks. */
  readonly isInBackground?: boolean;
}

export interface EncodeMessage {
  readonly id: number;
  readonly texts: readonly string[];
}

export type EncoderWorkerMessage =
  | { readonly kind: 'ready'; readonly runtime: 'native' | 'wasm' }
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] };
