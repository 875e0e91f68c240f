/**
 * How many decoders were wanted at which hour of the day: so that they are there before the evening is, and a recogniser
 * that was started again begins with what its hour needs. Numbers of a whole process; nothing of any person.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const slots = 24;
/** What one day says counts as much as all before it together. */
const weightOfToday = 0.5;
/** A slot's decoders are ready so long before it begins. */
const aheadMs = 10 * 60_000;
const hourMs = 3_600_000;
/** After so many silent days nothing of before is left in a slot. */
const forgottenAfterHours = 8 * slots;

const kept = z.array(z.number().min(0).max(10_000)).length(slots);

export class DecoderSchedule {
  /** Wanted at once in each hour (UTC), over days. */
  readonly #usual: number[];
  /** Of the hour that runs. */
  #peak = 0;
  #hour: number;
  readonly #path: string | undefined;

  /** @param path where it is kept over restarts; absent: nowhere */
  constructor(nowMs: number, path?: string) {
    this.#hour = Math.floor(nowMs / hourMs);
    this.#path = path;
    this.#usual = read(path);
  }

  /** So many are wanted now. */
  note(wanted: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#peak = Math.max(this.#peak, wanted);
  }

  /** As many as were wanted lately, and as are usual now and soon. */
  wanted(nowMs: number): number {
    this.#advance(nowMs);
    const slotAt = (ms: number) => this.#usual[Math.floor(ms / hourMs) % slots] ?? 0;
    return Math.ceil(Math.max(this.#peak, slotAt(nowMs), slotAt(nowMs + aheadMs)));
  }

  /** Keeps what the hour that runs has shown so far: more than usual counts, less is not known before its end. */
  save(): void {
    const slot = this.#hour % slots;
    this.#write(this.#usual.map((usual, index) => (index === slot ? Math.max(usual, this.#peak) : usual)));
  }

  /** Closes every hour that has passed, silent ones too. */
  #advance(nowMs: number): void {
    const hour = Math.floor(nowMs / hourMs);
    if (hour <= this.#hour) return;
    const last = Math.min(hour, this.#hour + forgottenAfterHours);
    for (let passed = this.#hour; passed < last; passed += 1) {
      const slot = passed % slots;
      const before = this.#usual[slot] ?? 0;
      // More than usual counts at once, less only bit by bit.
      this.#usual[slot] = Math.max(this.#peak, before * (1 - weightOfToday) + this.#peak * weightOfToday);
      this.#peak = 0;
    }
    this.#hour = hour;
    this.#write(this.#usual);
  }

  #write(usual: readonly number[]): void {
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, JSON.stringify(usual));
    } catch {
      // A full disk costs the schedule, and nobody's turn.
    }
  }
}

function read(path: string | undefined): number[] {
  try {
    return kept.parse(JSON.parse(readFileSync(path ?? '', 'utf8')));
  } catch {
    return new Array<number>(slots).fill(0);
  }
}
