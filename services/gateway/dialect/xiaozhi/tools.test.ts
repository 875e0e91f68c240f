/** A device's tools: what is asked, what is called, and everything that never is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../../property-runs.ts';
import {
  type DeviceState,
  type DeviceTool,
  ToolParameterKind,
} from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { DeviceTools } from './tools.ts';

interface Asked {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: unknown; readonly cursor?: string };
}

const number = (name: string, minimum?: number, maximum?: number) => ({
  properties: { [name]: { type: 'integer', minimum, maximum } },
});
const listed = [
  { name: 'self.get_device_status', inputSchema: {} },
  { name: 'self.audio_speaker.set_volume', inputSchema: number('volume', 10, 80) },
  { name: 'self.screen.set_brightness', inputSchema: number('brightness') },
  { name: 'self.lamp.turn_on', inputSchema: {} },
  { name: 'self.camera.take_photo', inputSchema: { properties: { question: { type: 'string' } } } },
  {
    name: 'self.light.set_rgb',
    inputSchema: {
      properties: {
        red: { type: 'integer', minimum: 0, maximum: 255 },
        is_soft: { type: 'boolean' },
        mode: { type: 'string', enum: ['calm', 'bright'] },
      },
    },
  },
  { name: 'self.note.show', inputSchema: { properties: { text: { type: 'string' } } } },
];

/** A device that answers what it is asked. */
function device(tools: readonly object[] = listed, status: unknown = { audio_speaker: { volume: 70 } }) {
  const asked: Asked[] = [];
  const told: { tools: DeviceTool[]; status: DeviceState[] } = { tools: [], status: [] };
  const write = (payload: object) => {
    const request = payload as Asked;
    asked.push(request);
    if (request.id === undefined) return;
    const content = [{ type: 'text', text: JSON.stringify(status) }];
    const result = request.method === 'tools/list' ? { tools } : { content, isError: false };
    client.take({ jsonrpc: '2.0', id: request.id, result });
  };
  const client = new DeviceTools({
    write,
    onTools: (tools) => void told.tools.push(...tools),
    onStatus: (state) => void told.status.push(state),
  });
  client.begin();
  asked.splice(3);
  const calls = () =>
    asked
      .filter(({ method }) => method === 'tools/call')
      .map(({ params }) => [params?.name, params?.arguments]);
  const control = (property: string, value: string, targetId = '') =>
    client.direct({ $case: 'deviceControl', value: { targetId, property, value } });
  return { client, asked, calls, control, told };
}

/** A device that has greeted, and answers nothing by itself. */
function silent() {
  const asked: Asked[] = [];
  const status: DeviceState[] = [];
  const client = new DeviceTools({
    write: (payload) => void asked.push(payload as Asked),
    onTools: () => {},
    onStatus: (state) => void status.push(state),
  });
  client.begin();
  client.take({ id: 1, result: {} });
  return { client, asked, status };
}

test('it is asked once what it can do', () => {
  const { asked, client } = device();
  expect(asked.map(({ method }) => method)).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/list',
  ]);
  expect(client.names).toHaveLength(7);
});

describe('a directive', () => {
  test.each([
    ['volume', '40', [['self.audio_speaker.set_volume', { volume: 40 }]]],
    ['volume', '100', [['self.audio_speaker.set_volume', { volume: 80 }]]],
    ['volume', '0', [['self.audio_speaker.set_volume', { volume: 10 }]]],
    ['volume', 'max', [['self.audio_speaker.set_volume', { volume: 80 }]]],
    [
      'volume',
      'up',
      [
        ['self.get_device_status', {}],
        ['self.audio_speaker.set_volume', { volume: 80 }],
      ],
    ],
    [
      'volume',
      'down',
      [
        ['self.get_device_status', {}],
        ['self.audio_speaker.set_volume', { volume: 60 }],
      ],
    ],
    ['brightness', '999', [['self.screen.set_brightness', { brightness: 100 }]]],
    ['power', 'on', [['self.lamp.turn_on', {}]]],
    ['power', 'off', []],
    [
      'volume',
      '-5',
      [
        ['self.get_device_status', {}],
        ['self.audio_speaker.set_volume', { volume: 65 }],
      ],
    ],
    ['volume', '--5', []],
    ['volume', '1e9', []],
    ['constructor', '1', []],
    ['camera', 'take_photo', []],
  ])('%s %s is %j', (property, value, wanted) => {
    const { calls, control } = device();
    control(property, value);
    expect(calls()).toEqual(wanted);
  });

  test('that means something else in the room calls nothing', () => {
    const { calls, control } = device();
    control('volume', '40', 'television');
    control('brightness', '40', 'light');
    expect(calls()).toEqual([]);
  });

  test('for what the device did not list calls nothing', () => {
    const { calls, control } = device([]);
    for (const [property, value] of [
      ['volume', '40'],
      ['volume', 'up'],
      ['power', 'on'],
    ] as const) {
      control(property, value);
    }
    expect(calls()).toEqual([]);
  });
});

test('what it can do is told to the session, with the bounds that it names', () => {
  const { told } = device();
  const kinds = Object.fromEntries(
    told.tools.map(({ name, parameters }) => [
      name,
      parameters.map((one) => [one.name, one.kind, one.maximum]),
    ]),
  );
  expect(kinds).toEqual({
    'self.get_device_status': [],
    'self.audio_speaker.set_volume': [['volume', ToolParameterKind.NUMBER, 80]],
    'self.screen.set_brightness': [['brightness', ToolParameterKind.NUMBER, 100]],
    'self.lamp.turn_on': [],
    'self.camera.take_photo': [],
    'self.light.set_rgb': [
      ['red', ToolParameterKind.NUMBER, 255],
      ['is_soft', ToolParameterKind.FLAG, 0],
      ['mode', ToolParameterKind.WORD, 0],
    ],
    'self.note.show': [['text', ToolParameterKind.UNSPECIFIED, 0]],
  });
});

test('its status is volume, brightness and battery, whatever else it says', () => {
  const status = {
    audio_speaker: { volume: 70 },
    screen: { brightness: 400, theme: 'light' },
    battery: { level: 55, charging: true },
    network: { type: 'wifi', ssid: 'canary network', signal: 'strong' },
  };
  const { told } = device(listed, status);
  expect(told.status).toEqual([
    { volumePercent: 70, brightnessPercent: undefined, batteryPercent: 55, isCharging: true },
  ]);
});

test('a tool is called with values of the kinds that it named, and a picture without a question', () => {
  const { client, calls } = device();
  const use = (tool: string, values: Readonly<Record<string, string>>) =>
    client.direct({
      $case: 'deviceTool',
      value: { tool, arguments: Object.entries(values).map(([name, value]) => ({ name, value })) },
    });
  use('self.light.set_rgb', { red: '12', is_soft: 'true', mode: 'calm' });
  use('self.camera.take_photo', {});
  use('self.reboot', {});
  expect(calls().filter(([name]) => name !== 'self.get_device_status')).toEqual([
    ['self.light.set_rgb', { red: 12, is_soft: true, mode: 'calm' }],
    ['self.camera.take_photo', { question: '' }],
  ]);
});

test('what it is asked is JSON-RPC with numbers for ids and objects for parameters, page by page', () => {
  const { client, asked } = silent();
  client.take({ id: 2, result: { tools: [listed[0]], nextCursor: 'self.audio_speaker.set_volume' } });
  client.take({ id: 3, result: { tools: [listed[1]], nextCursor: '' } });
  expect(asked).toEqual([
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      // No address for pictures.
      params: expect.objectContaining({ capabilities: { vision: { url: '', token: '' } } }),
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/list', params: { cursor: '', withUserTools: false } },
    {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/list',
      params: { cursor: 'self.audio_speaker.set_volume', withUserTools: false },
    },
    {
      jsonrpc: '2.0',
      id: 4,
      method: 'tools/call',
      params: { name: 'self.get_device_status', arguments: {} },
    },
  ]);
  expect(client.names).toEqual(['self.get_device_status', 'self.audio_speaker.set_volume']);
});

test.each([
  ['an error, which the firmware gives no code', { error: { message: 'busy' } }],
  [
    'an answer that says that it is an error',
    { result: { content: [{ type: 'text', text: '{"audio_speaker":{"volume":5}}' }], isError: true } },
  ],
])(
  'of a call that failed nothing is taken for its state, and no level is made of it: %s',
  (_name, failed) => {
    const { client, asked, status } = silent();
    client.take({ id: 2, result: { tools: listed } });
    client.take({ id: 3, ...failed });
    client.direct({ $case: 'deviceControl', value: { targetId: '', property: 'volume', value: 'up' } });
    client.take({ id: 4, ...failed });
    expect(asked.slice(3).map(({ params }) => params?.name)).toEqual([
      'self.get_device_status',
      'self.get_device_status',
    ]);
    expect(status).toEqual([]);
  },
);

test('a list without end ends', () => {
  const asked: Asked[] = [];
  const write = (payload: object) => {
    const request = payload as Asked;
    asked.push(request);
    const tools = Array.from({ length: 20 }, (_, index) => ({ name: `tool-${asked.length}-${index}` }));
    if (request.id !== undefined) client.take({ id: request.id, result: { tools, nextCursor: 'more' } });
  };
  const client = new DeviceTools({ write, onTools: () => {}, onStatus: () => {} });
  client.begin();
  expect(asked.length).toBeLessThan(12);
  expect(client.names).toHaveLength(64);
});

test('whatever a device answers, only what it may be asked is ever asked, within bounds', () => {
  const allowed = new Set([
    'self.get_device_status',
    'self.audio_speaker.set_volume',
    'self.screen.set_brightness',
    'self.lamp.turn_on',
    'self.lamp.turn_off',
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 12 }),
      fc.constantFrom('volume', 'brightness', 'power', 'x'),
      fc.oneof(fc.constantFrom('up', 'down', 'max', 'on'), fc.string({ maxLength: 5 })),
      (answers, property, value) => {
        const { client, asked } = silent();
        client.take({ id: 2, result: { tools: [...listed, ...answers] } });
        client.direct({ $case: 'deviceControl', value: { targetId: '', property, value } });
        for (const [index, answer] of answers.entries()) client.take({ id: index, result: answer as never });
        for (const { method, params } of asked) {
          if (method !== 'tools/call') continue;
          expect(allowed.has(params?.name ?? '')).toBe(true);
          for (const level of Object.values(params?.arguments ?? {})) {
            expect(level).toBeGreaterThanOrEqual(0);
            expect(level).toBeLessThanOrEqual(100);
          }
        }
      },
    ),
    { numRuns: propertyRuns() },
  );
});
