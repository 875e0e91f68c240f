/**
 * How much garbage a service keeps. As V8 comes, a service that has just started holds 190 MB of which it uses 50: it
 * lets a small heap grow to several times what lives in it before it looks through all of it, and gives new objects as
 * much room again. A service with thousands of silent connections is better looked through more often.
 */
import { setFlagsFromString } from 'node:v8';
import { number, setting } from './config.ts';

export const heapSettings = {
  heapGrowthPercent: setting(
    'EARSHOT_HEAP_GROWTH_PERCENT',
    number(40, { min: 0, max: 1_000 }),
    'by how much of what lives in it the heap of a service grows before all of it is looked through for garbage; 0 = as V8 likes, which is quicker by some percent and takes twice the memory',
  ),
} as const;

/** What node has to be started with, because it is settled before anything of ours runs; the image has it from deploy/Dockerfile. */
export const serviceNodeFlags = ['--max-semi-space-size=16'] as const;

/**
 * V8 asks for it each time it plans. To be called when everything is loaded and left in the compile cache: code that was
 * compiled under other flags is not taken from there.
 */
export function keepHeapSmall(growthPercent: number): void {
  if (growthPercent > 0) setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
