/** What one device says must not change what is heard of the next one. */
import { existsSync } from 'node:fs';
import { recording, recordings } from '../../e2e/testing/earshot.ts';
import type { Speaker } from '../../speaker/index.ts';
import type { Attack } from '../attack.ts';
import { must } from '../waiting.ts';

const spoken = 'goforward.raw';
const rounds = 3;

/** Loud, clipped, with an offset and a hum: what a broken microphone sends, or somebody who means it. */
function distort(pcm: Buffer): Buffer {
  const distorted = Buffer.alloc(pcm.length);
  for (let at = 0; at < pcm.length; at += 2) {
    const sample = pcm.readInt16LE(at) * 12 + 6_000 * Math.sin(at / 40) + 4_000;
    distorted.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample))), at);
  }
  return distorted;
}

const hear = (speaker: Speaker, pcm: Buffer) => speaker.sayAudio(pcm, { mode: 'held_button' });

export const distorted: readonly Attack[] = [
  {
    name: 'a device of the same skills sends distorted speech before each utterance of another',
    edge: 'WebSocket',
    async run(field) {
      if (!existsSync(recordings))
        return 'not tried: the recordings of pocketsphinx-testdata are not installed';
      const pcm = await recording(spoken);
      const [victim, broken] = await Promise.all([
        field.connect(await field.neighbour()),
        field.connect(await field.neighbour()),
      ]);
      const fresh = await hear(victim, pcm);
      must(fresh.end === 'completed' && fresh.transcript !== '', `it was not heard before: ${fresh.code}`);
      for (let round = 0; round < rounds; round++) {
        await hear(broken, distort(pcm));
        const { end, transcript } = await hear(victim, pcm);
        must(end === 'completed' && transcript === fresh.transcript, 'the next one was misheard');
      }
      await Promise.all([victim.close(), broken.close()]);
      return `${rounds} times; the next utterance was heard as before`;
    },
  },
];
