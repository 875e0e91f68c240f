/** One connection to a gateway: upgrade, hello, messages, keep-alive. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type {
  AudioFormat,
  ErrorMessage,
  GatewayMessage,
  HelloAck,
  MicrophoneChange,
  SpeakerMessage,
} from './protocol.ts';

/** Appended to an address that names only the host. */
const defaultPath = '/v1/speaker';
/** A gateway that is silent for this many of its own ping intervals is gone. */
const maxSilentIntervals = 2.5;

export interface HelloFields {
  readonly model: string;
  readonly firmware: string;
  readonly locale: string;
  readonly capabilities: readonly string[];
  readonly audioUp: AudioFormat;
  readonly audioDown: AudioFormat;
  /** Silences that were pending when an earlier connection broke. */
  readonly microphone?: MicrophoneChange;
}

/** Why there is no connection. */
export class ConnectionRefused extends Error {
  /** Code of the error catalogue, or empty when nobody answered. */
  readonly code: string;
  /** HTTP status of a refused upgrade, else 0. */
  readonly httpStatus: number;
  readonly closeCode: number;
  /** False when trying again cannot help: a revoked token, a protocol that is not spoken. */
  readonly isRetryable: boolean;
  readonly retryAfterMs: number;

  constructor(reason: {
    code: string;
    httpStatus?: number;
    closeCode?: number;
    isRetryable: boolean;
    retryAfterMs?: number;
  }) {
    super(`the gateway refused the connection${reason.code === '' ? '' : `: ${reason.code}`}`);
    this.name = 'ConnectionRefused';
    this.code = reason.code;
    this.httpStatus = reason.httpStatus ?? 0;
    this.closeCode = reason.closeCode ?? 0;
    this.isRetryable = reason.isRetryable;
    this.retryAfterMs = reason.retryAfterMs ?? 0;
  }
}

export interface ClosedBy {
  readonly closeCode: number;
  /** The fatal error that came before, when the gateway said why. */
  readonly error: ErrorMessage | undefined;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly token: string;
  readonly hello: HelloFields;
  readonly resumeSessionId: string;
  /** Silences that were pending when the last connection broke. */
  readonly microphone?: MicrophoneChange;
  readonly timeoutMs: number;
  readonly onMessage: (message: GatewayMessage) => void;
  readonly onAudio: (message: Buffer) => void;
  readonly onClosed: (by: ClosedBy) => void;
}

export interface Connection {
  readonly ack: HelloAck;
  send(message: SpeakerMessage): void;
  sendAudio(message: Buffer): void;
  readonly bufferedBytes: number;
  close(): void;
  /** Drops the line as a crash would. */
  terminate(): void;
}

/** The gateway's WebSocket address for an address as people write it. */
export function speakerUrl(url: string): string {
  const parsed = new URL(url);
  if (parsed.pathname === '/' || parsed.pathname === '') parsed.pathname = defaultPath;
  return parsed.href;
}

/** Connects and says hello. @throws ConnectionRefused */
export function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { url, token, hello, resumeSessionId, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(speakerUrl(url), 'earshot.v1', {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: timeoutMs,
      perMessageDeflate: false,
      maxPayload: 1024 * 1024,
    });
    let ack: HelloAck | undefined;
    let lastError: ErrorMessage | undefined;
    let silenceTimer: NodeJS.Timeout | undefined;
    const helloTimer = setTimeout(() => socket.terminate(), timeoutMs);
    const alive = () => {
      silenceTimer?.refresh();
    };
    const send = (message: SpeakerMessage) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };

    socket.on('open', () => {
      const resume = resumeSessionId === '' ? {} : { resumeSessionId };
      const microphone = options.microphone === undefined ? {} : { microphone: options.microphone };
      send({ type: 'hello', protocol: 'earshot.v1', ...hello, ...resume, ...microphone });
    });
    socket.on('unexpected-response', (request, response) => {
      clearTimeout(helloTimer);
      void refusedUpgrade(request, response).then(reject);
    });
    socket.on('ping', alive);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      alive();
      if (isBinary) {
        options.onAudio(data);
        return;
      }
      const message = parse(data);
      if (message === undefined) return;
      if (message.type === 'error') lastError = message.isFatal ? message : lastError;
      if (message.type === 'hello_ack' && ack === undefined) {
        ack = message;
        clearTimeout(helloTimer);
        silenceTimer = setTimeout(() => socket.terminate(), message.pingIntervalMs * maxSilentIntervals);
        silenceTimer.unref();
        resolve({
          ack,
          send,
          sendAudio: (frame) => {
            if (socket.readyState === socket.OPEN) socket.send(frame);
          },
          get bufferedBytes() {
            return socket.bufferedAmount;
          },
          close: () => socket.close(1000),
          terminate: () => socket.terminate(),
        });
      }
      options.onMessage(message);
    });
    socket.on('error', () => {});
    socket.on('close', (closeCode) => {
      clearTimeout(helloTimer);
      clearTimeout(silenceTimer);
      if (ack === undefined) {
        reject(
          new ConnectionRefused({
            code: lastError?.code ?? '',
            closeCode,
            isRetryable: lastError?.isRetryable ?? true,
          }),
        );
      } else options.onClosed({ closeCode, error: lastError });
    });
  });
}

function parse(data: Buffer): GatewayMessage | undefined {
  try {
    return JSON.parse(data.toString('utf8')) as GatewayMessage;
  } catch {
    return undefined;
  }
}

/** Reads the error of a refused upgrade: JSON with a code of the catalogue. */
async function refusedUpgrade(request: ClientRequest, response: IncomingMessage): Promise<ConnectionRefused> {
  let text = '';
  try {
    for await (const chunk of response) text = (text + String(chunk)).slice(0, 4096);
  } catch {
    // What came so far has to do.
  }
  request.destroy();
  const httpStatus = response.statusCode ?? 0;
  const retryAfterMs = Number(response.headers['retry-after'] ?? 0) * 1000;
  try {
    const { code, isRetryable } = JSON.parse(text) as { code: string; isRetryable: boolean };
    return new ConnectionRefused({ code, httpStatus, isRetryable, retryAfterMs });
  } catch {
    return new ConnectionRefused({ code: '', httpStatus, isRetryable: httpStatus >= 500, retryAfterMs });
  }
}
