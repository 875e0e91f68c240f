/** Plays a plan from this process: where k6 is not, in tests, and where a speaker has to stop reading. */
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import type { Plan } from '../plan.ts';
import { Player } from '../player.ts';
import type { Sample } from '../sample.ts';
import type { PlayerSocket, Stage } from '../stage.ts';
import { packetsIn, XiaozhiPlayer } from '../xiaozhi-player.ts';
import { closePartners, openPartner } from './partner-stream.ts';

/** @param onStart told when the run begins, on `Date.now()` */
export async function playInNode(
  plan: Plan,
  tell: (sample: Sample) => void,
  onStart: (startMs: number) => void,
): Promise<void> {
  const isXiaozhi = (number: number) => plan.speakers[number]?.dialect === 'xiaozhi';
  const audio = await Promise.all(plan.recordings.map(({ file }) => bytesOf(file)));
  const packets = plan.speakers.some((_, number) => isXiaozhi(number))
    ? await Promise.all(plan.recordings.map(async ({ packetFile }) => packetsIn(await bytesOf(packetFile))))
    : [];
  // Milliseconds with fractions, which no correction of the wall clock can turn back.
  const epochMs = Date.now() - performance.now();
  const stage: Stage = {
    open: openSocket,
    openPartner,
    now: () => epochMs + performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, Math.max(0, ms));
      return () => clearTimeout(timer);
    },
    tell,
  };
  const startMs = stage.now() + 200;
  onStart(startMs);
  await Promise.all(
    plan.speakers.map(
      (_, number) =>
        new Promise<void>((resolve) => {
          if (isXiaozhi(number)) new XiaozhiPlayer(plan, number, packets, stage, startMs, resolve);
          else new Player(plan, number, audio, stage, startMs, resolve);
        }),
    ),
  );
  closePartners();
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** A socket that is not open yet, or any more, takes nothing: what is on its way to it is lost, as on a broken line. */
function openSocket(url: string, token: string, dialect: 'earshot' | 'xiaozhi' = 'earshot'): PlayerSocket {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, dialect === 'earshot' ? ['earshot.v1'] : [], {
    headers,
    perMessageDeflate: false,
  });
  return {
    get binaryType() {
      return socket.binaryType;
    },
    set binaryType(type) {
      socket.binaryType = type as 'arraybuffer';
    },
    send: (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    close: (code) => socket.close(code),
    addEventListener: (type, listener) => socket.addEventListener(type, listener as never),
    stopReading: () => socket.pause(),
  };
}
