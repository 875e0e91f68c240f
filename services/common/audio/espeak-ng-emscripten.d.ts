/** The part of the package that is used here; it ships no types. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface Voice {
    readonly samplerate: number;
    /** Words a minute. */
    set_rate(wordsPerMinute: number): void;
    /** 0 to 99, 50 is the voice's own. */
    set_pitch(height: number): void;
    /** 0 when the voice exists. */
    set_voice(name: string): number;
    /** Calls back with some 100 ms of audio at a time; returning true ends the synthesis. */
    synthesize(text: string, callback: (audio: Int16Array, events: unknown) => boolean): void;
  }
  interface EspeakModule {
    readonly eSpeakNGWorker: new () => Voice;
  }
  export default function load(): Promise<EspeakModule>;
}
