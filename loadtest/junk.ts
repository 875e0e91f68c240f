/** What a hostile connection sends instead of speech. */
import type { Stage } from './stage.ts';

const everyMs = 100;

const listen = (round: number) =>
  JSON.stringify({ type: 'listen_start', listenId: `h${round}`, mode: 'held_button' });

/** One kind after the other; each is refused with a code of its own, and some end the connection. */
const kinds: readonly ((round: number) => readonly (string | ArrayBuffer)[])[] = [
  () => [new Uint8Array([0xff, 0x00, 0x13]).buffer],
  () => ['{'],
  () => ['{"type":"no-such-thing"}'],
  (round) => [listen(round), JSON.stringify({ type: 'abort', listenId: `h${round}`, reason: 'user' })],
  () => [new Uint8Array(900).fill(0x11).buffer],
  (round) => [JSON.stringify({ type: 'text', listenId: `t${round}`, text: 'x'.repeat(5_000) })],
  () => Array.from({ length: 40 }, (_, nonce) => JSON.stringify({ type: 'ping', nonce })),
];

/** @returns what stops it */
export function junk(stage: Stage, send: (data: string | ArrayBuffer) => void): () => void {
  let round = 0;
  let stop = () => {};
  const go = () => {
    for (const data of kinds[round % kinds.length]?.(round) ?? []) send(data);
    round += 1;
    stop = stage.after(everyMs, go);
  };
  stop = stage.after(everyMs, go);
  return () => stop();
}
