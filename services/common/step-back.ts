/** How long work steps back behind what people wait for: on Linux, for the thread that calls. Elsewhere it changes nothing. */
import { createRequire } from 'node:module';
import { getPriority, setPriority } from 'node:os';

/** A tenth of what a turn gets where both want the same core, and all of it where nobody does. */
const backgroundNiceness = 10;

/**
 * The time that a stretch of long work asks for, in milliseconds: above what any thread asks for by itself (0.7 to 2.8 on Linux),
 * and short enough for the next decoder to come soon.
 */
const longTurnMs = 10;

/** `sched_setattr` of the two architectures that there are images for: it has no name of its own in most C libraries. */
const setAttributesCalls: Partial<Record<NodeJS.Architecture, number>> = { x64: 314, arm64: 274 };
/** `struct sched_attr` as of its first version. */
const attributesBytes = 48;
const attributeAt = { size: 0, niceness: 16, runtimeNs: 24 } as const;

/** Less of the processor for the calling thread, from now on, and whatever has a moment's work goes first. */
export function stepBack(): void {
  if (process.platform !== 'linux') return;
  setPriority(nicenessBehind());
  takeLongTurns();
}

/** Behind this process, or beside it where it stands so far back itself. */
export const nicenessBehind = (): number => Math.max(getPriority(), backgroundNiceness);

/**
 * The calling thread's share stays what it is, but it is interrupted at once by whoever wakes with less to do. A low priority
 * alone does not bring that about: since Linux 6.6 a thread runs to the end of its turn, and everybody who wakes on that core
 * waits for it, at each of a dozen hops. Where the kernel knows no such wish (before 6.12, or in a sandbox) nothing changes.
 */
export function takeLongTurns(): void {
  const call = setAttributesCalls[process.arch];
  if (process.platform !== 'linux' || call === undefined) return;
  const attributes = Buffer.alloc(attributesBytes);
  attributes.writeUInt32LE(attributesBytes, attributeAt.size);
  attributes.writeInt32LE(getPriority(), attributeAt.niceness);
  attributes.writeBigUInt64LE(BigInt(longTurnMs * 1_000_000), attributeAt.runtimeNs);
  try {
    const { default: koffi } = createRequire(import.meta.url)('koffi') as { default: typeof import('koffi') };
    const thisThread = 0;
    koffi.load(null).func('syscall', 'long', ['long', 'int', 'void *', 'uint'])(
      call,
      thisThread,
      attributes,
      0,
    );
  } catch {
    // Without the binding it goes on as before.
  }
}
