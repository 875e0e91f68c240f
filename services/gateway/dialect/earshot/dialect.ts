/** `earshot.v1`: hello, control messages as JSON, audio frames with a header of eight bytes. docs/protocol.md. */
import { catalogue } from '../../../common/errors/catalogue.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { bearerToken } from '../../bearer-token.ts';
import type { ControlMessage, DownPosition } from '../../session/link.ts';
import type { Dialect, Frame, Heard, Translator } from '../dialect.ts';
import { decodeControl, encodeControl, protocolName } from './control.ts';
import { giveDeviceCode, giveDeviceToken, renewDeviceToken } from './device-code.ts';
import { decodeFrame, frameHeaderBytes, writeFrameHeader } from './frames.ts';

/** Largest payload of any format: 60 ms of PCM16 at 48 kHz. Hello lowers it to that of its format. */
const maxPayloadBytes = 5760;

export const earshotDialect: Dialect = {
  path: '/v1/speaker',
  subprotocol: protocolName,
  isAnsweringPings: true,
  isOfLocalNetworks: false,
  requests: {
    '/v1/device-code': giveDeviceCode,
    '/v1/device-token': giveDeviceToken,
    '/v1/device-token/renew': renewDeviceToken,
  },
  tokenOf: ({ headers }) => bearerToken(headers.authorization),
  closeCode: (code) => catalogue[code].closeCode ?? 1000,
  open: () => new EarshotTranslator(),
};

class EarshotTranslator implements Translator {
  readonly headroomBytes = frameHeaderBytes;
  readonly paceLeadMs = undefined;
  #lastSequence: number | undefined;

  /** Devices say hello themselves. */
  opened(): readonly Heard[] {
    return [];
  }

  onText(bytes: Buffer): readonly Heard[] {
    const { message } = decodeControl(bytes);
    if (message === undefined) throw new EarshotError('MESSAGE_MALFORMED');
    // Sequences count from 0 in each listen.
    if (message.$case === 'listenStart') this.#lastSequence = undefined;
    return [{ message }];
  }

  onBinary(fragments: readonly Buffer[]): readonly Heard[] {
    const { sequence, isLast, payload } = decodeFrame(fragments, maxPayloadBytes);
    const last = this.#lastSequence ?? -1;
    const ahead = (sequence - last) & 0xffff;
    // More than half the range ahead is behind.
    if (ahead === 0 || ahead > 0x8000) throw new EarshotError('FRAME_OUT_OF_ORDER');
    this.#lastSequence = sequence;
    return [{ audio: { payload, isLast, missing: ahead - 1 } }];
  }

  send(message: ControlMessage): readonly Frame[] {
    return [encodeControl({ message })];
  }

  sendAudio(message: Buffer, position: DownPosition): readonly Frame[] {
    writeFrameHeader(message, position);
    return [message];
  }

  closed(): void {}
}
