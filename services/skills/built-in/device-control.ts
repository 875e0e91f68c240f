/** The household's own devices and rooms, by the names that it gave them. */
import {
  deviceControl as control,
  defineSkill,
  type InteractionModel,
  type ManifestInput,
} from '@earshot/skills-sdk';
import { operator } from './about.ts';

const device = {
  type: 'device-name',
  required: true,
  elicit: { 'zh-CN': ['哪一个？'], 'en-US': ['Which device?'] },
} as const;
const room = { type: 'room-name' } as const;

const model = {
  invocationNames: { 'zh-CN': ['设备控制'], 'en-US': ['device control'] },
  intents: {
    SwitchOn: {
      slots: { device, room },
      samples: {
        'zh-CN': [
          '[<please>](打开|开启|开|启动|点亮)[{room}[的|里的]]{device}',
          '[<please>](把|将)[{room}[的|里的]]{device}(打开|开启|开|启动)',
          '[{room}[的|里的]]{device}(打开|开启)',
        ],
        'en-US': [
          '[<please>] (turn|switch|power) on [the|my] [{room}] {device} [please]',
          '[<please>] (turn|switch) [the|my] [{room}] {device} on [please]',
          '[<please>] (turn|switch) on [the|my] {device} in [the|my] {room} [please]',
        ],
      },
    },
    SwitchOff: {
      slots: { device, room },
      samples: {
        'zh-CN': [
          '[<please>](关掉|关闭|关上|关|熄灭|停掉)[{room}[的|里的]]{device}',
          '[<please>](把|将)[{room}[的|里的]]{device}(关掉|关闭|关上|关|关了|熄灭|停掉)',
          '[{room}[的|里的]]{device}(关掉|关闭|关上)',
        ],
        'en-US': [
          '[<please>] (turn|switch|power|shut) off [the|my] [{room}] {device} [please]',
          '[<please>] (turn|switch) [the|my] [{room}] {device} off [please]',
          '[<please>] (turn|switch) off [the|my] {device} in [the|my] {room} [please]',
        ],
      },
    },
    SetLevel: {
      slots: {
        device,
        room,
        level: {
          type: 'percentage',
          required: true,
          elicit: { 'zh-CN': ['百分之多少？'], 'en-US': ['To how many percent?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[<please>](把|将)[{room}[的|里的]]{device}[的亮度](调到|设为|开到|调成|设到|调至){level}',
          '[{room}[的|里的]]{device}[的亮度](调到|设为|开到|调成|设到|调至){level}',
        ],
        'en-US': [
          '[<please>] (set|dim|turn|put) [the|my] [{room}] {device} [brightness] to {level} [please]',
          '[<please>] (set|dim) [the|my] {device} in [the|my] {room} to {level} [please]',
        ],
      },
    },
  },
  rules: {
    'zh-CN': { please: '(请|帮我|请帮我|麻烦)' },
    'en-US': { please: '(please|(can|could|would) you [please])' },
  },
} as const satisfies InteractionModel;

const purpose = {
  'zh-CN': '知道您说的是家里的哪个设备或房间。',
  'en-US': 'To know which of your devices and rooms you mean.',
} as const;

const manifest = {
  id: 'earshot.device-control',
  version: '1.1.0',
  name: { 'zh-CN': '设备控制', 'en-US': 'Device control' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  // Names that a household gives are preferences: they leave for this skill too only when they are granted.
  fields: [
    { name: 'slots.device', required: false, purpose, retentionDays: 0 },
    { name: 'slots.room', required: false, purpose, retentionDays: 0 },
  ],
  returns: [{ name: 'speech' }, { name: 'device-control' }, { name: 'listening' }, { name: 'elicit' }],
  scopes: [
    {
      name: 'devices',
      title: { 'zh-CN': '家里的设备和房间', 'en-US': 'Your devices and rooms' },
      fields: ['slots.device', 'slots.room'],
    },
  ],
} as const satisfies ManifestInput;

const notAllowed = {
  'zh-CN': '请先在设置里允许设备控制知道您的设备。',
  'en-US': 'Please allow device control to know your devices first, in the settings.',
} as const;

type Named = { readonly id: string | null } | undefined;

/** The room stands before the device, as in `kitchen.lamp`. */
const targetOf = (place: Named, thing: string): string => (place?.id ? `${place.id}.${thing}` : thing);

export const deviceControl = defineSkill({
  manifest,
  model,
  intents: {
    SwitchOn: ({ slots, tell, spoken }) => {
      if (!slots.device?.matched) return tell(notAllowed);
      const name = spoken('device');
      return tell(
        { 'zh-CN': `${name}已打开。`, 'en-US': `${name}: on.` },
        { directives: [control('power', 'on', targetOf(slots.room, slots.device.id))] },
      );
    },
    SwitchOff: ({ slots, tell, spoken }) => {
      if (!slots.device?.matched) return tell(notAllowed);
      const name = spoken('device');
      return tell(
        { 'zh-CN': `${name}已关闭。`, 'en-US': `${name}: off.` },
        { directives: [control('power', 'off', targetOf(slots.room, slots.device.id))] },
      );
    },
    SetLevel: ({ slots, tell, spoken }) => {
      if (!slots.device?.matched) return tell(notAllowed);
      const name = spoken('device');
      const level = Math.round(slots.level.value);
      return tell(
        { 'zh-CN': `${name}调到百分之${level}。`, 'en-US': `${name} at ${level} percent.` },
        { directives: [control('brightness', String(level), targetOf(slots.room, slots.device.id))] },
      );
    },
  },
});
