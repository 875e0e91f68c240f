import { afterEach, expect, test } from 'vitest';
import { unknownAudience } from '../common/audience.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';
import { FallbackEngine } from './fallback.ts';

const request = (text: string, signal = new AbortController().signal): SynthesisRequest => ({
  text,
  locale: 'en-US',
  sampleRateHz: 16_000,
  signal,
  audience: unknownAudience,
});

/** Says what it was asked, and whether it was stopped; holds on where a text says so. */
class Noting implements TtsEngine {
  readonly id = 'noting';
  readonly locales = ['en-US'] as const;
  readonly begun: string[] = [];
  readonly stopped: string[] = [];
  async *synthesise({ text, signal }: SynthesisRequest): AsyncGenerator<Buffer> {
    this.begun.push(text);
    yield Buffer.from(`${text}|`);
    if (text.startsWith('Broken')) throw new Error('broken');
    if (text.startsWith('Endless')) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      this.stopped.push(text);
    }
    if (text.startsWith('Broken')) throw new Error('broken');
  }
  async close(): Promise<void> {}
}

const engines: FallbackEngine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

function reading(primary: Noting, fallback = new Noting(), restMs = 0): FallbackEngine {
  const engine = new FallbackEngine(primary, fallback, {
    firstAudioTimeoutMs: 200,
    restMs,
    isReadingAhead: true,
    mayUsePrimary: () => true,
  });
  engines.push(engine);
  return engine;
}

test('one sentence is made ahead of the one that is heard, and no more', async () => {
  const primary = new Noting();
  const audio = reading(primary).synthesise(request('One. Two. Three. Four.'))[Symbol.asyncIterator]();
  expect(String((await audio.next()).value)).toBe('One.|');
  await expect.poll(() => primary.begun).toEqual(['One.', 'Two.']);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(primary.begun).toEqual(['One.', 'Two.']);
  const rest: string[] = [];
  for (let next = await audio.next(); !next.done; next = await audio.next()) rest.push(String(next.value));
  expect(rest).toEqual(['Two.|', 'Three.|', 'Four.|']);
  expect(primary.begun).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
});

test('the same sentence twice is said twice', async () => {
  const said: string[] = [];
  for await (const piece of reading(new Noting()).synthesise(request('No. No. No.')))
    said.push(String(piece));
  expect(said).toEqual(['No.|', 'No.|', 'No.|']);
});

test('whoever leaves ends what was begun ahead', async () => {
  const primary = new Noting();
  const audio = reading(primary).synthesise(request('One. Endless two. Three.'))[Symbol.asyncIterator]();
  await audio.next();
  await expect.poll(() => primary.begun).toContain('Endless two.');
  await audio.return?.();
  await expect.poll(() => primary.stopped).toEqual(['Endless two.']);
});

test('a sentence that breaks off or hangs leaves the next to be heard', async () => {
  const [primary, fallback] = [new Noting(), new Noting()];
  const said: string[] = [];
  for await (const piece of reading(primary, fallback).synthesise(request('Broken one. Endless two. Three.')))
    said.push(String(piece));
  // What was heard in part is not said again.
  expect(said).toEqual(['Broken one.|', 'Endless two.|', 'Three.|']);
  expect(primary.stopped).toEqual(['Endless two.']);
});
