/** The whole path, for real: a recorded human voice goes in, words, an intent, a third-party skill and a voice come out. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepHousehold, namedDevice } from '../cli/speak/local-device.ts';
import { type ServiceName, serviceNames } from '../cli/up/stack.ts';
import { checkoutDir } from '../common/addresses.ts';
import { missingShared, sharedPath } from '../common/testing/shared-data.ts';
import { askedBy, readExpressions, readRules } from './testing/asked-of-metrics.ts';
import { type Earshot, recording, startEarshot, wavFile } from './testing/earshot.ts';

let earshot: Earshot;
beforeAll(async () => {
  earshot = await startEarshot(['rover', 'cards', 'coffee', 'lights', 'hotel', 'weather', 'playlists']);
}, 120_000);
afterAll(async () => earshot?.stop());

const testdata = existsSync('/usr/share/pocketsphinx/test/data/goforward.raw');
const hospitality = 'data/speech/en-US-hospitality';

describe.skipIf(!testdata)(
  'recordings of Debian’s pocketsphinx-testdata (skipped where it is not installed)',
  () => {
    test('“go forward ten meters” moves the rover and is answered by voice', async () => {
      const speaker = await earshot.connect();
      const turn = await speaker.sayAudio(await recording('goforward.raw'), { mode: 'held_button' });
      await speaker.close();
      expect([turn.end, turn.code]).toEqual(['completed', '']);
      expect(turn.transcript).toMatch(/go forward ten met(er|re)s/);
      expect(turn.replies[0]).toMatchObject({ skillId: 'org.example.rover', intent: 'Drive' });
      expect(turn.replies[0]?.text).toContain('10');
      expect(JSON.stringify(turn.directives)).toContain('drive');
      // More than half a second of sound, not silence.
      expect(turn.audio.length).toBeGreaterThan(16_000);
      expect(
        Math.max(...new Int16Array(turn.audio.buffer, turn.audio.byteOffset, 8000).map(Math.abs)),
      ).toBeGreaterThan(500);
      expect(turn.stages.map(({ stage }) => stage)).toEqual([
        'listen',
        'recognise',
        'understand',
        'route',
        'act',
        'speak',
      ]);
      expect(turn.perceivedUs).toBeGreaterThanOrEqual(turn.platformUs);
    });

    test('“ten of clubs” reaches the other skill', async () => {
      const speaker = await earshot.connect();
      const turn = await speaker.sayAudio(await recording('cards/001.wav'), { mode: 'held_button' });
      await speaker.close();
      expect(turn.replies[0]).toMatchObject({ skillId: 'org.example.card-table' });
      expect(turn.transcript).toContain('ten of clubs');
    });
  },
);

test('a speaker of the command line joins the household that has its name, where there is one', async () => {
  const { householdId, subjectId } = earshot.device;
  const named = { stateDir: earshot.stack.stateDir, name: 'hall' };
  await keepHousehold(named, { householdId, subjectId });
  const device = await namedDevice({ ...named, url: earshot.stack.speakerUrl });
  expect(device).toMatchObject({ householdId, deviceId: expect.stringMatching(/^device-/) });
  const speaker = await earshot.connect({ token: device.token });
  const turn = await speaker.sayText('go forward ten meters', { isSilent: true });
  await speaker.close();
  // Nothing was switched on but in that household.
  expect(turn.replies[0]).toMatchObject({ skillId: 'org.example.rover' });
});

describe('text', () => {
  test('starts at `understand` and can end without speech', async () => {
    const speaker = await earshot.connect();
    const turn = await speaker.sayText('go forward ten meters', { isSilent: true });
    await speaker.close();
    expect(turn.end).toBe('completed');
    expect(turn.stages[0]?.stage).toBe('understand');
    expect(turn.audio.length).toBe(0);
  });

  test('carries a conversation over turns: a missing slot is asked for, the answer fills it', async () => {
    const speaker = await earshot.connect();
    const first = await speaker.sayText('go forward', { isSilent: true });
    expect(first.replies.at(-1)).toMatchObject({ isExpectingSpeech: true });
    const second = await speaker.sayText('ten', { isSilent: true });
    await speaker.close();
    expect(second.replies.at(-1)?.text).toContain('10');
  });

  test('that no skill means is rejected kindly, and no skill hears of it', async () => {
    const speaker = await earshot.connect();
    const turn = await speaker.sayText('my mother is in the hospital', { isSilent: true });
    await speaker.close();
    expect(turn.end).toBe('completed');
    expect(turn.replies.at(-1)?.skillId).toBe('');
    expect(turn.stages.map(({ stage }) => stage)).not.toContain('act');
  });

  test('in Mandarin is understood and answered in Mandarin', async () => {
    const speaker = await earshot.connect({ hello: { locale: 'zh-CN' } });
    const turn = await speaker.sayText('小车向前走十米');
    await speaker.close();
    expect(turn.replies[0]).toMatchObject({ skillId: 'org.example.rover' });
    expect(turn.replies[0]?.text).toMatch(/[\u4e00-\u9fff]/);
    expect(turn.audio.length).toBeGreaterThan(8000);
  });

  test('of a touch on a list is what the list says that it says, and the answer takes it', async () => {
    const speaker = await earshot.connect({ hello: { locale: 'en-US', capabilities: ['display'] } });
    const asked = await speaker.sayText('which playlists do I have', { isSilent: true });
    const [shown] = asked.directives as readonly { type: string; items: readonly { say: string }[] }[];
    expect(shown?.type).toBe('display');
    const touched = await speaker.sayText(shown?.items[1]?.say ?? '', { isSilent: true });
    await speaker.close();
    expect(touched.replies.at(-1)).toMatchObject({
      skillId: 'org.example.playlists',
      text: 'Playing Kitchen Disco.',
    });
  });

  test('that asks what there is to say is answered with what the enabled skills do, in both languages', async () => {
    for (const [locale, asked, answer] of [
      ['en-US', 'what can you do', /^You can use .+\. Ask what one of them can do\.$/],
      ['zh-CN', '你会做什么', /^您可以用.+。问问其中哪个能做什么。$/],
    ] as const) {
      const speaker = await earshot.connect({ hello: { locale } });
      const turn = await speaker.sayText(asked, { isSilent: true });
      await speaker.close();
      expect(turn.replies.at(-1)?.text).toMatch(answer);
    }
  });

  test('about the weather is answered with what is usual, and says so', async () => {
    const english = await earshot.connect();
    const asked = await english.sayText('how is the weather', { isSilent: true });
    expect(asked.replies.at(-1)).toMatchObject({ text: 'In which city?', isExpectingSpeech: true });
    const told = await english.sayText('Tokyo', { isSilent: true });
    await english.close();
    expect(told.replies.at(-1)?.text).toMatch(/^I have no forecast here.*Tokyo: /);
    const mandarin = await earshot.connect({ hello: { locale: 'zh-CN' } });
    const where = await mandarin.sayText('今天天气怎么样', { isSilent: true });
    expect(where.replies.at(-1)?.text).toBe('哪个城市？');
    const usual = await mandarin.sayText('北京', { isSilent: true });
    await mandarin.close();
    expect(usual.replies.at(-1)?.text).toMatch(/^我没有天气预报.*北京/);
  });
});

describe('an owner on the command line', () => {
  const owner = async (...args: string[]) => {
    const command = [
      join(checkoutDir, 'services/cli/main.ts'),
      'owner',
      '--device',
      'mine',
      '--json',
      ...args,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: earshot.stack.env });
    return JSON.parse(stdout) as unknown;
  };

  test('grants a field for the purpose shown, and takes it back', async () => {
    const devices = join(earshot.directory, 'state/devices');
    await mkdir(devices, { recursive: true });
    await writeFile(join(devices, 'mine.json'), JSON.stringify(earshot.device));
    await owner('grant', 'earshot.clock', 'device.timeZone');
    expect(await owner('grants')).toMatchObject([
      { recipient: 'earshot.clock', field: 'device.timeZone', why: 'To answer in your own local time.' },
    ]);
    await owner('withdraw', 'earshot.clock');
    expect(await owner('grants')).toEqual([]);
    await expect(owner('grant', 'earshot.clock', 'device.address')).rejects.toMatchObject({ code: 1 });
  });
});

describe('what operators see', () => {
  const page = async (name: ServiceName) => {
    const listen = earshot.stack.env[`EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`];
    return (await fetch(`http://${listen}/metrics`)).text();
  };
  /** Names on the page of each service, a histogram's parts with them. */
  const pages = async () => {
    const each = serviceNames.map(async (name) => {
      const text = await page(name);
      const names = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, metric = '', type]) =>
        type === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => metric + part) : [metric],
      );
      return [name, new Set(names)] as const;
    });
    return new Map(await Promise.all(each));
  };

  test('every number that dashboards and alerts ask for stands on the page of a running process', async () => {
    const shown = new Set([...(await pages()).values()].flatMap((names) => [...names]));
    const recorded = (await readRules()).flatMap(({ record = [] }) => record);
    const known = new Set([...shown, ...recorded, 'up']);
    const asked = new Set((await readExpressions()).flatMap((one) => askedBy(one).metrics));
    expect(asked.size).toBeGreaterThan(30);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
  });

  test('every service shows its calls, its event loop, its memory and what it holds; some their own besides', async () => {
    for (const [service, names] of await pages()) {
      for (const name of ['call_seconds_count', 'calls_in_flight', 'event_loop_delay_p99_seconds'])
        expect(names, service).toContain(`earshot_process_${name}`);
      for (const name of ['resident_memory_bytes', 'timers', 'sockets', 'children', 'outbox_backlog'])
        expect(names, service).toContain(`earshot_process_${name}`);
    }
    // What waits of withdrawn consent and of erasures: notices to whom data went, and households that are being forgotten.
    for (const queue of ['privacy-notices', 'privacy-erasures'])
      expect(await page('privacy')).toMatch(
        new RegExp(`^earshot_process_outbox_backlog\\{queue="${queue}"\\} \\d+$`, 'm'),
      );
    const own = { gateway: 'turns', asr: 'decoders', tts: 'workers_busy', skills: 'breakers' };
    for (const [service, name] of Object.entries({ ...own, dialogue: 'conversations' }))
      expect((await pages()).get(service as ServiceName)).toContain(`earshot_${service}_${name}`);
  });
});

const absent = missingShared(hospitality);
describe.skipIf(absent !== undefined)(`people in a hotel room (${absent ?? 'present'})`, () => {
  test('“turn the bathroom light on” switches a light', async () => {
    const speaker = await earshot.connect();
    const pcm = await wavFile(sharedPath(`${hospitality}/turn_the_bathroom_light_on.wav`));
    const turn = await speaker.sayAudio(pcm, { mode: 'held_button' });
    await speaker.close();
    expect(turn.end).toBe('completed');
    expect(turn.transcript).toContain('bathroom light');
    expect(turn.replies[0]?.skillId).toBe('org.example.my-home');
    expect(turn.directives).not.toEqual([]);
  });
});
