/** Another Earshot over the same database: what comes with it may have changed, and it starts all the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest } from '../../../language/testing/calls.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { limits } from '../../privacy/testing/harness.ts';
import type { InProcessSkill } from '../delivery/index.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { ofContent } from './of-content.ts';

const skillId = 'earshot.house-blend';
const named = (title: string): InProcessSkill => ({
  manifest: {
    ...coffeeManifest({ id: skillId, endpoint: 'in-process' }),
    name: { 'en-US': title, 'zh-CN': title },
  },
  handle: async () => ({ version: '1', speech: { text: title } }),
});

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ builtIn: [ofContent(named('Before'))] });
});
afterAll(async () => harness?.close());

test('a changed skill is a new version, and everybody meets it; an unchanged one is the same', async () => {
  const [before, after] = [named('Before'), named('After')].map((one) => ofContent(one).manifest.version);
  expect(before).toMatch(/^1\.0\.0-built-in\.h[0-9a-f]{12}$/);
  expect(after).not.toBe(before);
  const versions = async () => {
    const listed = await callUnary(harness.client, 'listSkillVersions', { skillId }, limits);
    return listed.versions.map(({ skill, isCurrent }) => [skill?.version, isCurrent]);
  };
  const same = await harness.another();
  await same.close();
  expect(await versions()).toEqual([[before, true]]);
  const next = await harness.another({}, [ofContent(named('After'))]);
  await next.close();
  expect(await versions()).toEqual(
    expect.arrayContaining([
      [after, true],
      [before, false],
    ]),
  );
  // Under the number that its author gave it, it would not have started.
  await (await harness.another({}, [named('Before')])).close();
  await expect(harness.another({}, [named('After')])).rejects.toMatchObject({ code: 'SKILL_VERSION_EXISTS' });
});
