/** The parent's end of one decoder child: start, load, one stream at a time, end. */
import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { nicenessBehind } from '../../common/step-back.ts';
import type { Progress } from '../language-model/acceptor.ts';
import type { FinalsFirst, Holding } from './finals-first.ts';
import type { DecodedHypothesis, Evidence, FromDecoder, ModelFiles, ToDecoder } from './messages.ts';

/** Audio on its way to the child and not yet decoded, in bytes (one second): more waits with the writer. */
const maxUnheardBytes = 32_000;
const bytesPerMs = 32;
/** A child that neither loads nor answers for this long is ended, in milliseconds. */
const stallTimeoutMs = 30_000;

export interface DecodedResult {
  readonly hypotheses: readonly DecodedHypothesis[];
  readonly evidence?: Evidence;
  readonly cpuMs: number;
}

export interface UtteranceListener {
  onPartial(text: string, heardMs: number, progress: Progress | undefined): void;
  onFailed(error: EarshotError): void;
}

interface Utterance {
  readonly id: number;
  readonly listener: UtteranceListener;
  unheardBytes: number;
  /** Not handed over yet, while others' last words are decoded. */
  readonly held: Uint8Array[];
  room: (() => void) | undefined;
  result: { resolve: (result: DecodedResult) => void; reject: (error: Error) => void } | undefined;
}

const childPath = fileURLToPath(new URL('decoder-process.ts', import.meta.url));

export class DecoderChild implements Holding {
  readonly #process: ChildProcess;
  readonly #onExit: (child: DecoderChild) => void;
  readonly #finals: FinalsFirst;
  #utterance: Utterance | undefined;
  #lastId = 0;
  #loading: { key: string; resolve: () => void; reject: (error: Error) => void } | undefined;
  #stall: NodeJS.Timeout | undefined;
  #hasSteppedBack = false;
  /** Keys of the models that the child said it holds. */
  readonly loadedKeys = new Set<string>();
  isAlive = true;

  /** @param options.isUrgent somebody waits for it: it starts as fast as anything else, and steps back afterwards */
  constructor(
    onExit: (child: DecoderChild) => void,
    finals: FinalsFirst,
    options: { readonly isUrgent?: boolean } = {},
  ) {
    this.#onExit = onExit;
    this.#finals = finals;
    this.#process = fork(childPath, [], {
      // Words reach the library's messages; nothing of them may reach a terminal or a log.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: ['--no-warnings'],
    });
    if (options.isUrgent !== true) this.#stepBack();
    this.#process.on('message', (message) => this.#hear(message as FromDecoder));
    this.#process.on('exit', () => this.#ended());
    this.#process.on('error', () => this.#ended());
  }

  /**
   * Decoding takes whole cores where everything else takes moments: on a full machine the moments come first, so
   * that no turn waits for another one's recognition to be routed or spoken.
   */
  #stepBack(): void {
    const { pid } = this.#process;
    if (this.#hasSteppedBack || pid === undefined) return;
    this.#hasSteppedBack = true;
    try {
      setPriority(pid, nicenessBehind());
    } catch {
      // It has ended in this moment, which its `exit` tells.
    }
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get isTalking(): boolean {
    return this.#utterance !== undefined;
  }

  /** Audio that was handed over and is not decoded yet, in milliseconds. */
  get behindMs(): number {
    return (this.#utterance?.unheardBytes ?? 0) / bytesPerMs;
  }

  #send(message: ToDecoder): void {
    if (this.isAlive && this.#process.connected) this.#process.send(message);
  }

  /** Loads a model into the idle child. Rejects with ASR_FAILED when the library refuses it. */
  async load(model: ModelFiles): Promise<void> {
    if (this.loadedKeys.has(model.key)) return;
    if (!this.isAlive) throw new EarshotError('ASR_FAILED');
    await new Promise<void>((resolve, reject) => {
      this.#loading = { key: model.key, resolve, reject };
      this.#watch();
      this.#send({ kind: 'load', model });
    });
  }

  begin(key: string, listener: UtteranceListener): void {
    this.#lastId += 1;
    this.#utterance = {
      ...{ id: this.#lastId, listener, unheardBytes: 0, held: [] },
      ...{ room: undefined, result: undefined },
    };
    this.#send({ kind: 'start', utterance: this.#lastId, key });
  }

  async write(pcm16: Uint8Array): Promise<void> {
    const utterance = this.#utterance;
    if (!utterance) throw new EarshotError('ASR_FAILED');
    utterance.unheardBytes += pcm16.length;
    this.#watch();
    utterance.held.push(pcm16);
    if (!this.#finals.mustHold(this)) this.flush();
    if (utterance.unheardBytes <= maxUnheardBytes) return;
    await new Promise<void>((resolve) => {
      utterance.room = resolve;
    });
    if (this.#utterance !== utterance) throw new EarshotError('ASR_FAILED');
  }

  /** Audio that waited for others' last words. */
  flush(): void {
    if (!this.#utterance) return;
    const { id, held } = this.#utterance;
    for (const pcm16 of held.splice(0)) this.#send({ kind: 'audio', utterance: id, pcm16 });
  }

  /**
   * @param isHurried others wait for the cores: it is not heard again with more care
   * @param isForWords see `RecognitionStream.finish`
   */
  async finish(isHurried: boolean, isForWords = false): Promise<DecodedResult> {
    const utterance = this.#utterance;
    if (!utterance) throw new EarshotError('ASR_FAILED');
    this.#finals.forget(this);
    this.flush();
    const isOver = this.#finals.begin();
    try {
      return await new Promise((resolve, reject) => {
        utterance.result = { resolve, reject };
        this.#watch();
        this.#send({ kind: 'finish', utterance: utterance.id, isHurried, isForWords });
      });
    } finally {
      isOver();
    }
  }

  /** Drops the utterance; the child is free for the next one at once, since messages keep their order. */
  abort(): void {
    const utterance = this.#utterance;
    if (!utterance) return;
    this.#utterance = undefined;
    this.#finals.forget(this);
    this.#rest();
    utterance.room?.();
    utterance.result?.reject(new EarshotError('CANCELLED'));
    this.#send({ kind: 'abort', utterance: utterance.id });
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }

  #watch(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => this.end(), stallTimeoutMs);
    this.#stall.unref();
  }

  #rest(): void {
    clearTimeout(this.#stall);
    this.#stall = undefined;
  }

  #hear(message: FromDecoder): void {
    switch (message.kind) {
      case 'loaded':
      case 'refused': {
        const loading = this.#loading;
        this.#loading = undefined;
        this.#rest();
        this.#stepBack();
        if (message.kind === 'refused') loading?.reject(new EarshotError('ASR_FAILED'));
        else {
          this.loadedKeys.clear();
          for (const key of message.loadedKeys) this.loadedKeys.add(key);
          loading?.resolve();
        }
        return;
      }
      case 'taken': {
        const utterance = this.#utterance;
        if (utterance?.id !== message.utterance) return;
        utterance.unheardBytes -= message.bytes;
        if (utterance.unheardBytes <= 0 && !utterance.result) this.#rest();
        if (message.partial !== undefined) {
          utterance.listener.onPartial(message.partial, message.heardMs, message.progress);
        }
        if (utterance.unheardBytes <= maxUnheardBytes / 2) {
          utterance.room?.();
          utterance.room = undefined;
        }
        return;
      }
      case 'result': {
        const utterance = this.#utterance;
        if (utterance?.id !== message.utterance) return;
        this.#utterance = undefined;
        this.#rest();
        utterance.result?.resolve({
          hypotheses: message.hypotheses,
          cpuMs: message.cpuMs,
          ...(message.evidence ? { evidence: message.evidence } : {}),
        });
        return;
      }
      case 'failed':
        // It is about to end; nobody else may get it meanwhile.
        this.end();
        this.#ended();
    }
  }

  #fail(): void {
    const error = new EarshotError('ASR_FAILED');
    const utterance = this.#utterance;
    this.#utterance = undefined;
    this.#rest();
    utterance?.room?.();
    utterance?.result?.reject(error);
    utterance?.listener.onFailed(error);
    this.#loading?.reject(error);
    this.#loading = undefined;
  }

  #ended(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#fail();
    this.#onExit(this);
  }
}
