import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FinalsFirst } from './finals-first.ts';

const holding = () => ({ flush: vi.fn() });

describe('who has stopped speaking', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes first: audio of others waits until the last of them is answered', () => {
    const finals = new FinalsFirst();
    const one = holding();
    expect(finals.mustHold(one)).toBe(false);
    const first = finals.begin();
    const second = finals.begin();
    expect(finals.mustHold(one)).toBe(true);
    first();
    first();
    expect(one.flush).not.toHaveBeenCalled();
    second();
    expect(one.flush).toHaveBeenCalledOnce();
    expect(finals.mustHold(one)).toBe(false);
  });

  it('holds nobody up for long, however many end', () => {
    const finals = new FinalsFirst();
    const [one, gone] = [holding(), holding()];
    finals.begin();
    finals.mustHold(one);
    finals.mustHold(gone);
    finals.forget(gone);
    vi.advanceTimersByTime(119);
    expect(one.flush).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(one.flush).toHaveBeenCalledOnce();
    expect(gone.flush).not.toHaveBeenCalled();
    expect(finals.mustHold(one)).toBe(true);
    vi.advanceTimersByTime(120);
    expect(one.flush).toHaveBeenCalledTimes(2);
  });
});
