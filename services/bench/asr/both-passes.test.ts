import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { installedModels } from '../../asr/models/installed.ts';
import {
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../common/wyoming/testing/scripted-server.ts';
import { EngineAnswers } from './engine-answers.ts';
import { measureOwnData } from './own-data.ts';
import { openRecogniser } from './recogniser.ts';
import { BenchEngine, EngineMissing } from './second-engine.ts';

const dir = mkdtempSync(join(tmpdir(), 'earshot-both-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Recognises everything as `text`; says that it can. */
const recogniserOf =
  (text: string): Script =>
  async (peer) => {
    for await (const { type } of peer.events) {
      if (type === 'describe') peer.send('info', { asr: [{ name: 'test', models: [] }] });
      if (type === 'audio-stop') peer.send('transcript', { text });
    }
  };

describe('answers of an engine', () => {
  const path = join(dir, 'answers.jsonl');
  const [one, other] = [Int16Array.of(1, 2, 3), Int16Array.of(1, 2, 4)];
  let asked = 0;
  const ask = async () => ({ transcript: `answer ${++asked}`, ms: 5 });

  it('are asked for once for each recording, locale and engine, over runs', async () => {
    const answers = new EngineAnswers(path, 'small');
    expect((await answers.of(one, 'en-US', ask)).transcript).toBe('answer 1');
    expect((await answers.of(one, 'en-US', ask)).transcript).toBe('answer 1');
    expect((await answers.of(other, 'en-US', ask)).transcript).toBe('answer 2');
    expect((await answers.of(one, 'zh-CN', ask)).transcript).toBe('answer 3');
    const later = new EngineAnswers(path, 'small');
    expect(await later.of(other, 'en-US', ask)).toMatchObject({ transcript: 'answer 2', ms: 5 });
    expect((await new EngineAnswers(path, 'large').of(one, 'en-US', ask)).transcript).toBe('answer 4');
  });

  it('survive a run that was cut short in mid-line', async () => {
    appendFileSync(path, '{"engine":"small","locale":"en-US","aud');
    expect((await new EngineAnswers(path, 'small').of(one, 'en-US', ask)).transcript).toBe('answer 1');
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
  });
});

describe('the engine of a bench', () => {
  const open = (address: string) =>
    BenchEngine.open({ address, name: 'test' }).then(
      () => 'open',
      (error: unknown) => (error instanceof EngineMissing ? error.message : 'another error'),
    );

  it('says what to do where no engine can be asked', async () => {
    expect(await open('nowhere')).toMatch('unix:///path');
    expect(await open('tcp://127.0.0.1:1')).toMatch(/no Wyoming server .* docs\/engines\.md/);
    server = await startScriptedServer(async (peer) => {
      await peer.waitFor('describe');
      peer.send('info', { tts: [] });
    });
    expect(await open(server.address)).toMatch('recognises no speech');
  });

  it('ends the run when the engine goes away, and lets a single failure pass', async () => {
    let isAlive = true;
    server = await startScriptedServer(async (peer) => {
      if (isAlive) await recogniserOf('hello')(peer);
      else peer.socket.destroy();
    });
    const engine = await BenchEngine.open({ address: server.address, name: 'test' });
    const hear = (first: number) => engine.hear(Int16Array.of(first), 'en-US', undefined);
    expect((await hear(1)).hypotheses?.[0]?.text).toBe('hello');
    isAlive = false;
    expect((await hear(2)).hypotheses).toBeUndefined();
    expect((await hear(3)).hypotheses).toBeUndefined();
    await expect(hear(4)).rejects.toThrow('stopped answering');
    expect((await hear(1)).hypotheses?.[0]?.text).toBe('hello');
    await engine.close();
  });
});

const recordings = '/usr/share/pocketsphinx/test/data';
const isMissing =
  !installedModels({ modelsDir: dir })['en-US'] || !existsSync(join(recordings, 'goforward.raw'));

describe.skipIf(isMissing)('earshot bench asr with an engine elsewhere', { timeout: 120_000 }, () => {
  const skills = [
    {
      skillId: 'rover',
      model: {
        invocationNames: {},
        intents: {
          Move: { samples: { 'en-US': ['go forward ten meters'] } },
          Stop: { samples: { 'en-US': ['stop at once'] } },
        },
      },
    },
  ];
  const labels = [
    { audio: 'goforward.raw', text: 'go forward ten meters', intent: 'Move' },
    // A card game: the first pass rejects it, and the script makes a command of it.
    { audio: 'cards/001.wav', text: 'ace of spades', intent: 'Stop' },
  ];
  const measureWith = async (isAlone: boolean) => {
    server = await startScriptedServer(recogniserOf('Stop at once!'));
    const recogniser = openRecogniser({ modelsDir: dir });
    try {
      const engine = server.address;
      return await measureOwnData({
        recogniser,
        modelsDir: dir,
        dir: recordings,
        labels,
        locale: 'en-US',
        skills,
        engine,
        isAlone,
      });
    } finally {
      await recogniser.close();
    }
  };

  it('asks it only where the first pass is not sure, and says what that bought', async () => {
    const { json } = await measureWith(false);
    expect(json).toMatchObject({
      passes: 'both',
      heardTwice: 1,
      withoutSecondVerdict: 0,
      exactMatchPercent: 100,
      firstPassAlone: { exactMatchPercent: 50 },
    });
    expect(json['addedP50Ms']).toBeGreaterThanOrEqual(0);
  });

  it('hears everything with it alone when told to', async () => {
    const { json, outcomes } = await measureWith(true);
    expect(json).toMatchObject({ passes: 'second', exactMatchPercent: 50, intentAccuracyPercent: 50 });
    expect(outcomes.map(({ heard }) => heard.hypotheses[0]?.text)).toEqual(['stop at once', 'stop at once']);
  });
});
