import { expect, test } from 'vitest';
import type { PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import { scriptedEngine } from './scripted-engine.ts';

test('whatever is said counts as the sentence, and it is named as what it is', async () => {
  const real = { locales: ['en-US'], pool: {} } as unknown as PocketSphinxEngine;
  const engine = scriptedEngine(real, 'go forward ten meters');
  const stream = await engine.openStream({ locale: 'en-US' });
  await stream.write(Buffer.alloc(1_920));
  const hypotheses = await stream.finish();
  expect(hypotheses).toMatchObject([
    { text: 'go forward ten meters', engine: 'scripted', isRejected: false },
  ]);
  for await (const partial of stream.partials) expect.unreachable(partial.text);
  const dropped = await engine.openStream({ locale: 'en-US' });
  dropped.abort();
  await expect(dropped.finish()).rejects.toMatchObject({ code: 'CANCELLED' });
});
