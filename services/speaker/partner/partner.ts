/**
 * A partner's client over gRPC, whole and to copy: one stream is one speaker. It stands on what `buf generate` makes of
 * `proto/` and on `@grpc/grpc-js`, and on nothing else of this project.
 */
import { randomUUID } from 'node:crypto';
import { type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js';
import {
  type ConverseRequest,
  type ConverseResponse,
  GatewayServiceClient,
} from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import {
  AudioCodec,
  type GatewayMessage,
  type SpeakerMessage,
  TurnEnd,
} from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';

export interface PartnerOptions {
  /** Where the gateway speaks gRPC, or the proxy before it that ends TLS. */
  readonly address: string;
  readonly token: string;
  readonly locale?: string;
}

/** How a turn ended, and what came of it. */
export interface PartnerTurn {
  readonly end: 'completed' | 'failed' | 'aborted';
  /** Of the catalogue (docs/errors.md); empty when it went well. */
  readonly code: string;
  readonly transcript: string;
  readonly reply: string;
  /** PCM16 at 16 kHz. */
  readonly audio: Buffer;
}

export interface Partner {
  /** @param pcm PCM16 at 16 kHz, sent as it is: whoever records it live sends it as it comes */
  sayAudio(pcm: Buffer): Promise<PartnerTurn>;
  sayText(text: string, isSilent?: boolean): Promise<PartnerTurn>;
  /** Ends the turn that runs. */
  abort(): void;
  close(): void;
}

/** The stream ended, or was refused, with this code of the catalogue. */
export class PartnerRefused extends Error {
  override readonly name = 'PartnerRefused';
  readonly code: string;

  constructor(code: string) {
    super(`The gateway ended the call: ${code}`);
    this.code = code;
  }
}

const format = { codec: AudioCodec.PCM16, sampleRateHz: 16_000, frameMs: 20 };
const frameBytes = 640;
const endNames: Readonly<Record<number, PartnerTurn['end']>> = {
  [TurnEnd.COMPLETED]: 'completed',
  [TurnEnd.FAILED]: 'failed',
  [TurnEnd.ABORTED]: 'aborted',
};

interface Running {
  readonly listenId: string;
  readonly settled: PromiseWithResolvers<PartnerTurn>;
  turnId: string;
  transcript: string;
  reply: string;
  readonly audio: Buffer[];
}

/** Opens the stream and says hello. @throws PartnerRefused */
export async function connectPartner({ address, token, locale = 'en-US' }: PartnerOptions): Promise<Partner> {
  const client = new GatewayServiceClient(address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const partner = new StreamPartner(client, client.converse(metadata));
  await partner.greet(locale);
  return partner;
}

class StreamPartner implements Partner {
  readonly #client: GatewayServiceClient;
  readonly #call: ClientDuplexStream<ConverseRequest, ConverseResponse>;
  readonly #greeted = Promise.withResolvers<void>();
  /** The gateway ends one turn before it begins another, so there are at most two for a moment. */
  readonly #running = new Set<Running>();

  constructor(client: GatewayServiceClient, call: ClientDuplexStream<ConverseRequest, ConverseResponse>) {
    this.#client = client;
    this.#call = call;
    call.on('data', ({ response }: ConverseResponse) => {
      if (response?.$case === 'control') this.#take(response.value.message);
      // Audio belongs to the turn that began last.
      if (response?.$case === 'audio') [...this.#running].at(-1)?.audio.push(Buffer.from(response.value));
    });
    call.on('error', (error: Error & { readonly metadata?: Metadata }) => {
      this.#over(String(error.metadata?.get('earshot-code')[0] ?? 'SERVICE_UNAVAILABLE'));
    });
    call.on('end', () => this.#over('CANCELLED'));
  }

  greet(locale: string): Promise<void> {
    const value = {
      ...{ protocol: 'earshot.v1', model: 'partner', firmware: '1', locale, capabilities: [] },
      ...{ audioUp: format, audioDown: format, resumeSessionId: '', microphone: undefined },
    };
    this.#say({ $case: 'hello', value });
    return this.#greeted.promise;
  }

  sayAudio(pcm: Buffer): Promise<PartnerTurn> {
    const turn = this.#begin();
    const { listenId } = turn;
    this.#say({
      $case: 'listenStart',
      value: {
        listenId,
        mode: ListenMode.HELD_BUTTON,
        wakeAudioMs: 0,
        isTranscriptOnly: false,
        isSilent: false,
      },
    });
    for (let at = 0; at < pcm.length; at += frameBytes) {
      this.#call.write({ request: { $case: 'audio', value: pcm.subarray(at, at + frameBytes) } });
    }
    this.#say({ $case: 'listenStop', value: { listenId } });
    return turn.settled.promise;
  }

  sayText(text: string, isSilent = false): Promise<PartnerTurn> {
    const turn = this.#begin();
    this.#say({ $case: 'text', value: { listenId: turn.listenId, text, isSilent } });
    return turn.settled.promise;
  }

  abort(): void {
    this.#say({ $case: 'abort', value: { listenId: '', reason: 'user' } });
  }

  close(): void {
    this.#call.end();
    this.#client.close();
  }

  #say(message: SpeakerMessage['message']): void {
    this.#call.write({ request: { $case: 'control', value: { message } } });
  }

  #begin(): Running {
    const settled = Promise.withResolvers<PartnerTurn>();
    const turn = { listenId: randomUUID(), turnId: '', transcript: '', reply: '', audio: [], settled };
    this.#running.add(turn);
    return turn;
  }

  #take(message: GatewayMessage['message']): void {
    if (message === undefined) return;
    if (message.$case === 'helloAck') this.#greeted.resolve();
    const { value } = message;
    const turn = [...this.#running].find((one) =>
      'listenId' in value
        ? value.listenId === one.listenId
        : 'turnId' in value && value.turnId === one.turnId,
    );
    if (turn === undefined) return;
    if (message.$case === 'turnStarted') turn.turnId = message.value.turnId;
    if (message.$case === 'transcript' && message.value.isFinal) turn.transcript = message.value.text;
    if (message.$case === 'reply' && !message.value.isProgress) turn.reply = message.value.text;
    // A listen that was refused became no turn: its error is the only answer.
    if (message.$case === 'error') this.#settle(turn, 'failed', message.value.code);
    if (message.$case === 'turnEnded') {
      this.#settle(turn, endNames[message.value.end] ?? 'failed', message.value.code);
    }
  }

  #settle(turn: Running, end: PartnerTurn['end'], code: string): void {
    this.#running.delete(turn);
    const { transcript, reply, audio } = turn;
    turn.settled.resolve({ end, code, transcript, reply, audio: Buffer.concat(audio) });
  }

  #over(code: string): void {
    this.#greeted.reject(new PartnerRefused(code));
    for (const turn of [...this.#running]) this.#settle(turn, 'failed', code);
  }
}
