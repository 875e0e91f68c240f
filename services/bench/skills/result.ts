/** What `earshot bench skills` finds. */
import type { StepRow } from './steps.ts';

export interface OverheadRow {
  readonly skills: number;
  readonly width: number;
  readonly calls: number;
  readonly floorP50Ms: number;
  readonly floorP99Ms: number;
  readonly routerP50Ms: number;
  readonly routerP99Ms: number;
  /** Of the process that makes the floor's two calls: their client side alone. */
  readonly floorCpuMs: number;
  readonly routerCpuMs: number;
  readonly privacyCpuMs: number;
}

export interface NeighbourRow {
  readonly situation: string;
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface SkillsBench {
  readonly steps: readonly StepRow[];
  readonly overhead: readonly OverheadRow[];
  readonly neighbours: readonly NeighbourRow[];
  readonly slowCalls: Readonly<Record<string, number>>;
  /** Of the machine over the last minute, at the start, in the middle and at the end: other work beside ours shows here. */
  readonly loadAverages: readonly number[];
}
