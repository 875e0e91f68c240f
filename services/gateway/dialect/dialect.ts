/**
 * One way in which devices speak over WebSocket: its path, its handshake, its framing, and what its messages mean.
 * A session knows none of it. A further dialect is a further folder and a line in `dialects.ts`.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import type { Services } from '../ports/services.ts';
import type { ControlMessage, DownPosition, UpFrame } from '../session/link.ts';

/** What a device asked for when it connected: only what its dialect may read of it. */
export type Upgrade = Pick<IncomingMessage, 'url' | 'headers'>;

export interface Dialect {
  /** The path of its upgrade, without a query. */
  readonly path: string;
  /** The WebSocket subprotocol that its devices have to offer; undefined where they offer none. */
  readonly subprotocol: string | undefined;
  /** Whether its devices answer pings of the transport, so that one that stays silent is gone. */
  readonly isAnsweringPings: boolean;
  /**
   * Its devices cannot be relied on to encrypt, or to be more than what anybody can say of itself: in clear text they are
   * let in from listed address ranges alone, and never as a hotel's.
   */
  readonly isOfLocalNetworks: boolean;
  /** What its devices ask over plain HTTP, by path: always POST. */
  readonly requests: Readonly<Record<string, AnswerRequest>>;
  /** The token of the device, wherever this dialect carries it; undefined when there is none. */
  tokenOf(upgrade: Upgrade): string | undefined;
  /** The close code that its devices understand for an error that ends the connection. */
  closeCode(code: ErrorCode): number;
  /** Begins a connection of a device that was let in. */
  open(connection: Connection): Translator;
}

/** A request of a device over plain HTTP, as far as a dialect may read it. */
export interface DeviceRequest {
  readonly headers: IncomingHttpHeaders;
  /** At most 8 kB. @throws EarshotError MESSAGE_TOO_LARGE, MESSAGE_MALFORMED */
  json(): Promise<unknown>;
  /** Where the gateway is for whoever asks this: `ws://host:port` or `wss://host`. */
  readonly gatewayUrl: string;
}

export interface DeviceAnswer {
  readonly status: 200 | 202;
  readonly body: unknown;
}

/** @throws EarshotError, which is answered with its status */
export type AnswerRequest = (request: DeviceRequest, services: Services) => Promise<DeviceAnswer>;

export interface Connection {
  readonly upgrade: Upgrade;
  /** The session hears what the device is taken to have said without a message of its own. */
  hear(heard: readonly Heard[]): void;
  /** Ends the connection because all is said; no error. */
  end(): void;
  /** Sends what no message of the session stands behind: the dialect's own keep-alive, answers of its own. */
  write(frame: Frame): void;
}

/** One WebSocket message to a device: a text, or binary. */
export type Frame = string | Buffer;

/** What a device said, as a session takes it. */
export type Heard =
  | { readonly message: NonNullable<SpeakerMessage['message']> }
  | { readonly audio: UpFrame };

/**
 * Translates one connection, both ways, message by message into any number of others; it may remember what passed.
 * Reading throws EarshotErrors, which the session answers.
 */
export interface Translator {
  /** What the handshake said already: a hello, where devices of this dialect say none. */
  opened(): readonly Heard[];
  onText(bytes: Buffer): readonly Heard[];
  /** A binary message, in the fragments it came in. */
  onBinary(fragments: readonly Buffer[]): readonly Heard[];
  send(message: ControlMessage): readonly Frame[];
  /** Bytes of room that `sendAudio` needs in front of a payload; settled when hello was said. */
  readonly headroomBytes: number;
  /** How far ahead of its time this device can take speech, milliseconds; undefined: as the gateway is configured. */
  readonly paceLeadMs: number | undefined;
  /** `message` has the headroom in front, to be filled in: a payload is written once and never moved. */
  sendAudio(message: Buffer, position: DownPosition): readonly Frame[];
  /** The connection is gone. */
  closed(): void;
}
