/** What passes to the thread that makes voices into numbers, and back. */

export interface VoiceFiles {
  readonly runtimeDir: string;
  readonly modelPath: string;
}

export interface VoiceJob {
  readonly jobId: number;
  /** Mono at 16 kHz; handed over. */
  readonly samples: Int16Array<ArrayBuffer>;
}

export interface VoiceAnswer {
  readonly jobId: number;
  /** Absent where the library refused. */
  readonly voice?: Float32Array<ArrayBuffer>;
}
