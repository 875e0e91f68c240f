/** One Wyoming connection on its socket, whoever opened it: one event after another, every length bounded. */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import {
  EventDecoder,
  encodeEvent,
  type WyomingData,
  type WyomingEvent,
} from '../../common/wyoming/codec.ts';
import type { Admitted, Gateway } from '../gateway.ts';
import { requireHome } from '../session/identity.ts';
import { WyomingTalk } from './talk.ts';
import { errorData } from './words.ts';

/** A chunk of audio is some thousand bytes, or the seconds that a satellite kept; what is said beside it a few hundred. */
const limits = { maxHeaderBytes: 4_096, maxDataBytes: 16 * 1024, maxPayloadBytes: 128 * 1024 };
/** Events that were read at once and wait for the one before them; a read of the socket holds fewer, unless they are nothing. */
const maxWaiting = 512;
const maxTokenFileBytes = 4_096;

export interface LineOptions {
  readonly gateway: Gateway;
  readonly tokenFile: string;
}

/** Read anew each time: a token that was changed is good at once. @throws EarshotError UNAUTHENTICATED, DEVICE_KIND_REFUSED */
export async function admit({ gateway, tokenFile }: LineOptions): Promise<Admitted> {
  const token = await readFile(tokenFile, 'utf8').catch(() => '');
  const admitted = await gateway.admit(token.slice(0, maxTokenFileBytes).trim() || undefined);
  requireHome(admitted.identity);
  return admitted;
}

/** While an event is worked on, the socket is not read. @returns what sends an event of ours */
export function serve(
  socket: Socket,
  options: LineOptions,
): { readonly write: (type: string, data?: WyomingData) => void } {
  const { gateway } = options;
  const decoder = new EventDecoder(limits);
  const waiting: WyomingEvent[] = [];
  let isWorking = false;
  const write = (type: string, data?: WyomingData, payload?: Buffer) => {
    if (socket.destroyed) return;
    if (socket.writableLength > gateway.limits.maxOutboundBytes) socket.destroy();
    else socket.write(encodeEvent({ type, ...(data && { data }), ...(payload && { payload }) }));
  };
  const talk = new WyomingTalk({
    gateway,
    admit: () => admit(options),
    write,
    bufferedBytes: () => socket.writableLength,
    close: () => socket.end(),
  });
  /** What was wrong is said, and nothing more is taken: the next event would be the middle of something. */
  const refuse = (error: unknown) => {
    waiting.length = 0;
    socket.end(encodeEvent({ type: 'error', data: errorData(error, talk.locale) }));
  };
  const work = async () => {
    if (isWorking) return;
    isWorking = true;
    socket.pause();
    try {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await talk.take(event);
      socket.resume();
    } catch (error) {
      refuse(error);
    } finally {
      isWorking = false;
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => talk.closed());
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const event of decoder.push(bytes)) {
        waiting.push(event);
        if (waiting.length > maxWaiting) throw new EarshotError('MESSAGE_FLOOD');
      }
    } catch (error) {
      refuse(error);
      return;
    }
    void work();
  });
  return { write };
}
