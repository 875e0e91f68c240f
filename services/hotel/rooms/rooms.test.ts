/** What a guest says reaches a room's hardware: a real broker, devices that announce themselves as existing ones do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../cli/up/ports.ts';
import { createLogger } from '../../common/log.ts';
import { defaultCataloguePath, readCatalogue } from '../catalogue/read.ts';
import { Converter } from '../conversion/convert.ts';
import type { RoomDriver } from './driver.ts';
import { openMqttDriver } from './mqtt-driver.ts';
import { readBrokers } from './settings.ts';

const binary = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const missing = binary === undefined ? 'no MQTT broker here: apt-get install mosquitto' : undefined;
const tenantId = 'tenant-a';

describe.skipIf(missing)(`rooms over MQTT${missing === undefined ? '' : ` (${missing})`}`, () => {
  let directory: string;
  let port: number;
  let broker: ChildProcess;
  let hardware: MqttClient;
  let driver: RoomDriver;
  const received: [topic: string, payload: string][] = [];
  const converter = new Converter(readCatalogue(defaultCataloguePath));
  const logged: string[] = [];

  const startBroker = () =>
    spawn(binary ?? '', ['-c', join(directory, 'mosquitto.conf')], { stdio: 'ignore' });

  /** Retained, as hardware does; with the short names of the convention, or the long ones. */
  const announce = (topic: string, config: object) =>
    hardware.publishAsync(`homeassistant/${topic}/config`, JSON.stringify(config), { retain: true, qos: 1 });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'earshot-rooms-'));
    port = await freePort();
    await writeFile(join(directory, 'passwords'), 'secret\n');
    await writeFile(
      join(directory, 'mosquitto.conf'),
      `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location ${directory}/\nuser root\n`,
    );
    broker = startBroker();
    hardware = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 200 }, true);
    const room = { device: { suggested_area: '1204' } };
    await announce('light/1204/ceiling', {
      ...{ '~': 'hotel/1204/ceiling', schema: 'json', brightness: true },
      ...{ cmd_t: '~/set', stat_t: '~/state', dev: { sa: '1204' } },
    });
    await announce('light/bedside', {
      ...room,
      ...{ name: 'Bedside', command_topic: 'hotel/1204/bedside/set' },
      ...{ brightness_command_topic: 'hotel/1204/bedside/level', brightness_scale: 100 },
    });
    await announce('cover/room_1204/curtain', { cmd_t: 'hotel/1204/curtain/set', pl_cls: 'DOWN' });
    await announce('climate/1204/ac', {
      ...{ mode_cmd_t: 'hotel/1204/ac/mode', modes: ['off', 'cool', 'heat'], min_temp: 18, max_temp: 28 },
      ...{ temp_cmd_t: 'hotel/1204/ac/set', temp_stat_t: 'hotel/1204/ac/at' },
    });
    await announce('switch/1204/tv', {
      name: 'TV',
      cmd_t: 'hotel/1204/tv/set',
      pl_on: 'on',
      pl_off: 'standby',
    });
    await announce('number/1204/tv_volume', {
      cmd_t: 'hotel/1204/tv/volume',
      stat_t: 'hotel/1204/tv/volume/at',
    });
    await announce('scene/1204/good_night', { name: 'Good night', cmd_t: 'hotel/1204/scene/night' });
    await announce('light/1205/ceiling', { cmd_t: 'hotel/1205/ceiling/set' });
    await hardware.publishAsync('homeassistant/light/1204/broken/config', '{no json', { retain: true });
    await announce('light/1204/greedy', { cmd_t: 'hotel/+/set' });
    await hardware.publishAsync('hotel/1204/ac/at', '23', { retain: true });
    await hardware.publishAsync('hotel/1204/tv/volume/at', '40', { retain: true });
    await hardware.publishAsync('hotel/1204/ceiling/state', '{"state":"ON","brightness":100}', {
      retain: true,
    });
    hardware.on('message', (topic, payload) => received.push([topic, payload.toString()]));
    await hardware.subscribeAsync([
      'hotel/+/+/set',
      'hotel/+/+/mode',
      'hotel/+/+/level',
      'hotel/+/tv/volume',
      'hotel/+/scene/+',
    ]);
    const settings = join(directory, 'rooms.yaml');
    await writeFile(
      settings,
      `hotels:\n  ${tenantId}:\n    url: mqtt://127.0.0.1:${port}\n    username: earshot\n    passwordFile: ${directory}/passwords\n`,
    );
    driver = openMqttDriver(
      readBrokers(settings),
      createLogger('hotel', { write: (line) => void logged.push(line) }),
    );
    await until(async () => (await say('turn on the lights')) === 'done');
    // The state of each thing comes with its announcement, or soon after.
    await until(async () => {
      received.length = 0;
      await say('turn up the tv');
      return received.some(([, payload]) => payload === '50');
    });
    received.length = 0;
  });
  afterAll(async () => {
    await driver?.close();
    await hardware?.endAsync(true);
    broker?.kill();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('not in time');
  }

  /** From words to hardware. */
  async function say(
    text: string,
    { room = '1204', tenant = tenantId, locale = 'en-US' as 'en-US' | 'zh-CN' } = {},
  ) {
    const [command] = converter.convert(text, locale).commands;
    const { device, value } = command ?? {};
    if (device === undefined || value === undefined) throw new Error(`no command of a room: ${text}`);
    return driver.control({ tenantId: tenant, room }, { device, value });
  }

  test.each([
    [
      'turn off the lights',
      'en-US',
      [
        ['hotel/1204/bedside/set', 'OFF'],
        ['hotel/1204/ceiling/set', '{"state":"OFF"}'],
      ],
    ],
    [
      '灯调亮一点',
      'zh-CN',
      [
        ['hotel/1204/bedside/level', '75'],
        ['hotel/1204/ceiling/set', '{"state":"ON","brightness":164}'],
      ],
    ],
    ['close the curtains', 'en-US', [['hotel/1204/curtain/set', 'DOWN']]],
    ['把窗帘打开', 'zh-CN', [['hotel/1204/curtain/set', 'OPEN']]],
    ['空调调到二十二度', 'zh-CN', [['hotel/1204/ac/set', '22']]],
    ['set the temperature to seventy two degrees', 'en-US', [['hotel/1204/ac/set', '22']]],
    ['set the temperature to twelve degrees', 'en-US', [['hotel/1204/ac/set', '18']]],
    ['I am too cold in here', 'en-US', [['hotel/1204/ac/set', '24']]],
    ['turn on the air conditioning', 'en-US', [['hotel/1204/ac/mode', 'cool']]],
    ['关掉空调', 'zh-CN', [['hotel/1204/ac/mode', 'off']]],
    ['turn off the tv', 'en-US', [['hotel/1204/tv/set', 'standby']]],
    ['turn the tv down', 'en-US', [['hotel/1204/tv/volume', '30']]],
    ['睡眠模式', 'zh-CN', [['hotel/1204/scene/night', 'ON']]],
  ] as const)('%s', async (text, locale, messages) => {
    received.length = 0;
    expect(await say(text, { locale })).toBe('done');
    await expect.poll(() => received.toSorted()).toEqual(messages);
  });

  test('a room has its own hardware, a hotel its own broker', async () => {
    received.length = 0;
    expect(await say('turn on the lights', { room: '1205' })).toBe('done');
    expect(await say('turn on the tv', { room: '1205' })).toBe('absent');
    expect(await say('turn on the lights', { room: '1' })).toBe('absent');
    expect(await say('turn on the lights', { tenant: 'tenant-b' })).toBe('absent');
    await expect.poll(() => received).toEqual([['hotel/1205/ceiling/set', 'ON']]);
  });

  test('what was taken away is told nothing any more', async () => {
    await hardware.publishAsync('homeassistant/light/1205/ceiling/config', '', { retain: true, qos: 1 });
    await expect.poll(() => say('turn on the lights', { room: '1205' })).toBe('absent');
  });

  test('a broker that is away: nobody is told that it was done; back again, it is', async () => {
    const ended = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill('SIGKILL');
    await ended;
    await expect.poll(() => say('turn off the tv'), { timeout: 15_000 }).toBe('unreachable');
    broker = startBroker();
    // It kept nothing: hardware announces itself anew, as it does after each connection.
    await expect.poll(() => hardware.connected, { timeout: 10_000 }).toBe(true);
    await announce('switch/1204/tv', { name: 'TV', cmd_t: 'hotel/1204/tv/set' });
    await expect.poll(() => say('turn off the tv'), { timeout: 15_000 }).toBe('done');
    expect(logged.join('')).not.toContain('secret');
  });
});

test.skipIf(missing)(
  'a command is sent once and now, or never: no line that comes back carries it',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'earshot-rooms-'));
    const port = await freePort();
    await writeFile(
      join(directory, 'mosquitto.conf'),
      `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`,
    );
    const broker = spawn(binary ?? '', ['-c', join(directory, 'mosquitto.conf')], { stdio: 'ignore' });
    const isUp = () => connectAsync(`mqtt://127.0.0.1:${port}`).then((client) => client.endAsync());
    await expect
      .poll(() =>
        isUp().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const line = await startLine(port);
    const hardware = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 }, true);
    const received: string[] = [];
    hardware.on('message', (_topic, payload) => received.push(payload.toString()));
    await hardware.subscribeAsync('hotel/1204/#');
    const config = JSON.stringify({ cmd_t: 'hotel/1204/set', dev: { sa: '1204' } });
    await hardware.publishAsync('homeassistant/light/1204/lamp/config', config, { retain: true, qos: 1 });
    const settings = join(directory, 'rooms.yaml');
    await writeFile(settings, `hotels:\n  ${tenantId}:\n    url: mqtt://127.0.0.1:${line.port}\n`);
    const driver = openMqttDriver(readBrokers(settings), createLogger('hotel', { write: () => {} }));
    const light = (value: 'on' | 'off') =>
      driver.control({ tenantId, room: '1204' }, { device: 'lights', value });
    const isBack = () => expect.poll(() => light('on'), { timeout: 15_000 }).toBe('done');
    try {
      for (const [lost, reached] of [
        ['what is sent', 0],
        ['what the broker answers', 1],
      ] as const) {
        line.lose = undefined;
        await isBack();
        received.length = 0;
        line.lose = lost;
        const outcome = light('off');
        await new Promise((resolve) => setTimeout(resolve, 200));
        line.cut();
        expect([lost, await outcome]).toEqual([lost, 'unreachable']);
        line.lose = undefined;
        await isBack();
        expect([lost, received.filter((payload) => payload === 'OFF').length]).toEqual([lost, reached]);
        // And where nothing cuts the line, which only has become silent.
        line.lose = lost;
        received.length = 0;
        expect([lost, await light('off')]).toEqual([lost, 'unreachable']);
        line.lose = undefined;
        await isBack();
        expect([lost, received.filter((payload) => payload === 'OFF').length]).toEqual([lost, reached]);
      }
    } finally {
      await driver.close();
      await hardware.endAsync(true);
      line.close();
      broker.kill();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);

/** A line to the broker that can lose what goes one way, and break. */
async function startLine(to: number) {
  const open = new Set<Socket>();
  const state: { lose: undefined | 'what is sent' | 'what the broker answers' } = { lose: undefined };
  const server = createServer((near) => {
    const far = createConnection(to, '127.0.0.1');
    near.on('data', (bytes) => state.lose !== 'what is sent' && far.write(bytes));
    far.on('data', (bytes) => state.lose !== 'what the broker answers' && near.write(bytes));
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    cut,
    close() {
      cut();
      server.close();
    },
  });
}

test('a file that is wrong is named by file, line and place', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-rooms-'));
  const path = join(directory, 'rooms.yaml');
  await writeFile(path, 'hotels:\n  tenant-a:\n    url: http://broker\n');
  expect(() => readBrokers(path)).toThrow(/rooms\.yaml:3: hotels\.tenant-a\.url/);
  await writeFile(path, 'hotels:\n  tenant-a:\n    url: mqtts://me:word@broker\n');
  expect(() => readBrokers(path)).toThrow(/no password in an address/);
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});
