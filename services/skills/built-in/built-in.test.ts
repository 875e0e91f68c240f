import type { WireRequest, WireSlot } from '@earshot/skills-sdk';
import { describe, expect, it } from 'vitest';
import { templatesOf } from '../../../language/model/samples.ts';
import '../../../language/node/outside.ts';
import { createEngine, type EntityName } from '../../../language/engine.ts';
import { validateManifest } from '../../../language/manifest/index.ts';
import {
  canBeEmpty,
  countExpansions,
  parseTemplate,
  referencesOf,
} from '../../../language/templates/index.ts';
import { builtInSkills } from './index.ts';
import { minutesOff } from './listening.ts';
import { spokenDuration } from './timer.ts';

const now = new Date('2026-03-01T09:30:00Z');
const byId = new Map(builtInSkills.map((skill) => [skill.manifest.id, skill]));
let requests = 0;

interface Said {
  readonly slots?: readonly WireSlot[];
  readonly locale?: string;
  readonly timeZone?: string;
  readonly device?: WireRequest['device'];
}

async function say(
  skillId: string,
  intent: string,
  { slots = [], locale = 'en-US', timeZone, device }: Said = {},
) {
  requests += 1;
  const request: WireRequest = {
    requestId: `req_${requests}`,
    version: '1',
    skillId,
    locale,
    intent: { name: intent, slots },
    ...(timeZone === undefined ? {} : { device: { timeZone } }),
    ...(device === undefined ? {} : { device }),
  };
  const answer = await byId.get(skillId)!.handle(request, { clock: { now: () => now } });
  return { text: answer.speech?.text, directives: answer.directives };
}

const slot = (name: string, value: unknown, more: Partial<WireSlot> = {}): WireSlot => ({
  name,
  valueJson: JSON.stringify(value),
  isMatched: true,
  ...more,
});

describe.each(builtInSkills.map((skill) => [skill.manifest.id, skill] as const))('%s', (_id, skill) => {
  it('has a manifest like anybody else', () => {
    expect(validateManifest(skill.manifest, { allowInProcess: true }).problems).toEqual([]);
  });

  it('has templates that can be heard, in both languages', () => {
    const { model } = skill.manifest;
    for (const locale of ['zh-CN', 'en-US'] as const) {
      const rules = new Map(
        Object.entries(model.rules?.[locale] ?? {}).map(([name, text]) => [name, parseTemplate(text)]),
      );
      for (const intent of Object.values(model.intents)) {
        expect(intent.samples[locale]?.length).toBeGreaterThan(0);
        for (const { source } of templatesOf(intent, locale)) {
          const node = parseTemplate(source);
          expect(canBeEmpty(node, rules)).toBe(false);
          expect(countExpansions(node, rules)).toBeLessThan(10_000);
          for (const name of referencesOf(node, 'slot').keys()) expect(intent.slots).toHaveProperty(name);
        }
      }
    }
  });
});

describe('this speaker', () => {
  const id = 'earshot.this-speaker';
  const status = ['volume 40', 'battery 55', 'charging true'];

  it.each([
    ['Louder', 'volume', 'up'],
    ['Quieter', 'volume', 'down'],
    ['Brighter', 'brightness', 'up'],
    ['LampOff', 'power', 'off'],
  ])('%s is a directive for the device itself', async (intent, property, value) => {
    const able = { capabilities: ['device-control'] };
    const { directives } = await say(id, intent, { device: able });
    expect(directives).toEqual([{ deviceControl: { targetId: '', property, value } }]);
    const unable = await say(id, intent, { device: { capabilities: ['audio'] } });
    expect(unable).toEqual({ text: 'This speaker can’t do that.', directives: undefined });
  });

  it('sets a level within bounds', async () => {
    const { directives } = await say(id, 'SetVolume', {
      slots: [slot('level', 140, { type: 'percentage' })],
      device: { capabilities: ['device-control'] },
    });
    expect(directives).toEqual([{ deviceControl: { targetId: '', property: 'volume', value: '100' } }]);
  });

  it('says how it is where it may know, and takes a picture where it may', async () => {
    expect((await say(id, 'HowLoud', { device: { status } })).text).toBe('The volume is 40 percent.');
    expect((await say(id, 'Battery', { device: { status }, locale: 'zh-CN' })).text).toBe(
      '还有百分之55的电，正在充电。',
    );
    expect((await say(id, 'HowLoud')).text).toMatch(/not allowed me/);
    const camera = 'self.camera.take_photo';
    expect((await say(id, 'TakePicture', { device: { camera } })).directives).toEqual([
      { deviceTool: { tool: camera, arguments: [] } },
    ]);
    expect((await say(id, 'TakePicture')).directives ?? []).toEqual([]);
  });
});

describe('the clock', () => {
  it('tells the time of the user where the zone is granted, and else names the zone', async () => {
    const there = await say('earshot.clock', 'TellTime', { timeZone: 'Asia/Shanghai' });
    expect(there.text?.replaceAll(/\s/g, ' ')).toBe('It is 5:30 PM.');
    const chinese = await say('earshot.clock', 'TellTime', { timeZone: 'Asia/Shanghai', locale: 'zh-CN' });
    expect(chinese.text).toBe('现在是17:30。');
    expect((await say('earshot.clock', 'TellTime')).text).toMatch(/It is \d+:\d\d\s[AP]M \w+/);
  });

  it('tells date and weekday, of today or of the day asked for', async () => {
    const timeZone = 'Asia/Shanghai';
    expect((await say('earshot.clock', 'TellDate', { timeZone })).text).toBe('Sunday, March 1.');
    const slots = [slot('day', '2026-03-03')];
    expect((await say('earshot.clock', 'TellWeekday', { timeZone, slots, locale: 'zh-CN' })).text).toBe(
      '星期二。',
    );
  });
});

describe('the timer', () => {
  it('lets the speaker keep it', async () => {
    const answer = await say('earshot.timer', 'SetTimer', { slots: [slot('duration', 900)] });
    expect(answer.text).toBe('15 minutes, starting now.');
    expect(answer.directives).toEqual([
      { timer: { timerId: `req_${requests}`, durationS: 900, isCancel: false } },
    ]);
    expect(spokenDuration(5401, 'zh-CN')).toBe('1小时30分钟1秒');
  });

  it('asks when the time is none that a timer has', async () => {
    expect(
      (await say('earshot.timer', 'SetTimer', { slots: [slot('duration', 90_000)] })).directives,
    ).toBeUndefined();
  });
});

describe('device control', () => {
  it('acts on named devices only with a grant for their names', async () => {
    const denied = await say('earshot.device-control', 'SwitchOn');
    expect(denied).toMatchObject({ text: expect.stringContaining('allow') });
    expect(denied.directives).toBeUndefined();
    const slots = [
      slot('device', 'lamp-1', { raw: 'reading lamp', valueId: 'lamp-1' }),
      slot('room', 'study', { raw: 'study', valueId: 'study' }),
    ];
    expect(await say('earshot.device-control', 'SwitchOn', { slots })).toEqual({
      text: 'reading lamp: on.',
      directives: [{ deviceControl: { targetId: 'study.lamp-1', property: 'power', value: 'on' } }],
    });
  });
});

describe('the listening switches', () => {
  it('go off, off for a while, and on', async () => {
    const property = async (intent: string, slots: WireSlot[] = []) =>
      (await say('earshot.listening', intent, { slots, timeZone: 'Asia/Shanghai' })).directives?.map(
        (directive) =>
          'deviceControl' in directive
            ? `${directive.deviceControl.property} ${directive.deviceControl.value}`
            : '',
      );
    expect(await property('MuteMicrophone')).toEqual(['microphone off']);
    expect(await property('MuteMicrophone', [slot('duration', 3600)])).toEqual(['microphone off:60']);
    expect(await property('MuteMicrophone', [slot('day', '2026-03-02')])).toEqual(['microphone off:390']);
    expect(await property('DisableWakeWord', [slot('until', '2026-03-01T18:00')])).toEqual([
      'wake_word off:30',
    ]);
    expect(await property('EnableWakeWord')).toEqual(['wake_word on']);
    expect(await property('UnmuteMicrophone')).toEqual(['microphone on']);
  });

  it('never stay off longer than the gateway takes, nor for a time that is past', () => {
    expect(minutesOff({ duration: { value: 1e9 } }, 0, 'UTC')).toBe(7 * 24 * 60);
    expect(minutesOff({ until: { value: '2026-03-01T00:00' } }, now.getTime(), 'UTC')).toBe(0);
  });
});

describe('what people say to a timer or a device', () => {
  const entities: readonly EntityName[] = [
    { entityId: 'r1', names: ['bedroom', '卧室'], slotType: 'room-name' },
    { entityId: 'sw', names: ['开关'], slotType: 'device-name', roomId: 'r1' },
    { entityId: 'l1', names: ['lamp 1'], slotType: 'device-name' },
    { entityId: 'li', names: ['灯', 'light'], slotType: 'device-name', roomId: 'r1' },
  ];
  const models = builtInSkills.map(({ manifest }) => ({ skillId: manifest.id, model: manifest.model }));
  const engines = {
    'en-US': createEngine({ models, locale: 'en-US', entities }),
    'zh-CN': createEngine({ models, locale: 'zh-CN', entities }),
  };

  it.each([
    ['开始1小时计时', 'SetTimer duration=3600'],
    ['设置计时器5分钟30秒', 'SetTimer duration=330'],
    ['设置计时器半个钟头', 'SetTimer duration=1800'],
    ['开始计时30分钟', 'SetTimer duration=1800'],
    ['开始计时器1个小时15分30秒', 'SetTimer duration=4530'],
    ['设置披萨计时器5分钟', 'SetTimer duration=300 name=披萨'],
    ['10分钟计时器', 'SetTimer duration=600'],
    ['計時半分鐘', 'SetTimer duration=30'],
    ['帮我定个10分钟的闹铃', 'SetTimer duration=600'],
    ['create a half hour timer to check the oven', 'SetTimer duration=1800 name=check the oven'],
    ['create a 5 minute timer', 'SetTimer duration=300'],
    ['five minute timer', 'SetTimer duration=300'],
    ['set a pizza timer for twelve minutes', 'SetTimer duration=720 name=pizza'],
    ['start a one and a half hour timer', 'SetTimer duration=5400'],
    ['把卧室开关关闭', 'SwitchOff device=sw room=r1'],
    ['把卧室的灯关了', 'SwitchOff device=li room=r1'],
    ['卧室灯打开', 'SwitchOn device=li room=r1'],
    ['將臥室燈調至30%', 'SetLevel device=li level=30 room=r1'],
    ['turn on lamp one', 'SwitchOn device=l1'],
  ])('%s', (sentence, expected) => {
    const locale = /\p{Script=Han}/u.test(sentence) ? 'zh-CN' : 'en-US';
    const { decision, interpretation } = engines[locale].turn(sentence);
    const slots = (interpretation?.slots ?? []).map(({ name, value }) => `${name}=${value}`).sort();
    expect([decision, [interpretation?.intent, ...slots].join(' ')]).toEqual(['invoke', expected]);
  });
});
