/** The speaker that is spoken to: how loud and bright it is, how full its battery, its own lamp, and a picture where that is allowed. */
import {
  defineSkill,
  deviceControl,
  deviceTool,
  type InteractionModel,
  type ManifestInput,
  type TurnBase,
} from '@earshot/skills-sdk';
import { operator } from './about.ts';

const level = {
  type: 'percentage',
  required: true,
  elicit: { 'zh-CN': ['百分之多少？'], 'en-US': ['To how many percent?'] },
} as const;

const model = {
  invocationNames: { 'zh-CN': ['音箱本身'], 'en-US': ['this speaker'] },
  intents: {
    SetVolume: {
      slots: { level },
      samples: {
        'zh-CN': ['[<please>][把](音量|声音)(调到|设为|调成|调至|开到){level}'],
        'en-US': ['[<please>] (set|turn|put) [the|your] volume to {level} [please]', 'volume {level}'],
      },
    },
    Louder: {
      samples: {
        'zh-CN': ['[<please>](声音|音量)(大一点|大点|调大|调高)', '[<please>]大声(一点|点)'],
        'en-US': [
          '[<please>] [a (bit|little)] louder [please]',
          '[<please>] turn (up the volume|the volume up) [please]',
          '[<please>] speak up [please]',
        ],
      },
    },
    Quieter: {
      samples: {
        'zh-CN': ['[<please>](声音|音量)(小一点|小点|调小|调低)', '[<please>]小声(一点|点)'],
        'en-US': [
          '[<please>] [a (bit|little)] quieter [please]',
          '[<please>] turn (down the volume|the volume down) [please]',
        ],
      },
    },
    HowLoud: {
      samples: {
        'zh-CN': ['(现在)音量(是多少|多大|多少)', '你的音量(是多少|多大|多少)'],
        'en-US': ['how loud are you', "(what is|what's) (the|your) volume"],
      },
    },
    SetBrightness: {
      slots: { level },
      samples: {
        'zh-CN': ['[<please>][把][你的]屏幕[的]亮度(调到|设为|调成|调至){level}'],
        'en-US': ['[<please>] (set|turn|put) (the|your) screen [brightness] to {level} [please]'],
      },
    },
    Brighter: {
      samples: {
        'zh-CN': ['[<please>][你的]屏幕(亮一点|亮点|调亮)'],
        'en-US': ['[<please>] make (the|your) screen brighter [please]'],
      },
    },
    Dimmer: {
      samples: {
        'zh-CN': ['[<please>][你的]屏幕(暗一点|暗点|调暗)'],
        'en-US': ['[<please>] (make (the|your) screen (dimmer|darker)|dim (the|your) screen) [please]'],
      },
    },
    LampOn: {
      samples: {
        'zh-CN': ['[<please>](打开|开启)(你|音箱)(的|上的)灯'],
        'en-US': [
          '[<please>] (turn|switch) on your [own] (lamp|light) [please]',
          '[<please>] (turn|switch) your [own] (lamp|light) on [please]',
        ],
      },
    },
    LampOff: {
      samples: {
        'zh-CN': ['[<please>](关掉|关闭|关上)(你|音箱)(的|上的)灯'],
        'en-US': [
          '[<please>] (turn|switch) off your [own] (lamp|light) [please]',
          '[<please>] (turn|switch) your [own] (lamp|light) off [please]',
        ],
      },
    },
    Battery: {
      samples: {
        'zh-CN': ['(你|音箱)[还]有多少电', '(你的|音箱的)电量(是多少|多少|还有多少)'],
        'en-US': [
          'how full is your battery',
          "(what is|what's) your battery [level]",
          'how much battery do you have [left]',
        ],
      },
    },
    TakePicture: {
      samples: {
        'zh-CN': ['[<please>]拍[一]张(照|照片)', '[<please>]用你的摄像头拍照'],
        'en-US': ['[<please>] take a (picture|photo) [please]'],
      },
    },
  },
  rules: {
    'zh-CN': { please: '(请|帮我|请帮我|麻烦)' },
    'en-US': { please: '(please|(can|could|would) you [please])' },
  },
} as const satisfies InteractionModel;

const manifest = {
  id: 'earshot.this-speaker',
  version: '1.0.0',
  name: { 'zh-CN': '这台音箱', 'en-US': 'This speaker' },
  developer: operator,
  locales: ['zh-CN', 'en-US'],
  endpoint: 'in-process',
  fields: [
    {
      name: 'device.status',
      required: false,
      purpose: {
        'zh-CN': '回答音量和电量是多少。',
        'en-US': 'To say how loud it is and how full its battery is.',
      },
      retentionDays: 0,
    },
    {
      name: 'device.camera',
      required: false,
      purpose: {
        'zh-CN': '您要求时让音箱拍一张照片。',
        'en-US': 'To have the speaker take a picture when you ask for one.',
      },
      retentionDays: 0,
    },
  ],
  returns: [
    { name: 'speech' },
    { name: 'device-control' },
    { name: 'device-tool' },
    { name: 'listening' },
    { name: 'elicit' },
  ],
  scopes: [
    {
      name: 'status',
      title: { 'zh-CN': '音箱的音量和电量', 'en-US': 'Volume and battery of the speaker' },
      fields: ['device.status'],
    },
    {
      name: 'camera',
      title: { 'zh-CN': '用音箱拍照', 'en-US': 'Taking pictures with the speaker' },
      fields: ['device.camera'],
    },
  ],
} as const satisfies ManifestInput;

const done = { 'zh-CN': '好的。', 'en-US': 'Done.' } as const;
const unable = { 'zh-CN': '这台音箱做不到。', 'en-US': 'This speaker can’t do that.' } as const;
const unknown = {
  'zh-CN': '音箱没有告诉我，或者您还没有允许我知道。',
  'en-US': 'The speaker did not tell me, or you have not allowed me to know.',
} as const;

/** What a device said of itself, by its name: `volume 40`. */
const said = (status: readonly string[], name: string): string | undefined =>
  status.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
const percent = (value: number): string => String(Math.min(100, Math.max(0, Math.round(value))));

/** Only what can be done is said to be done: a speaker that hands nothing on to anything says nothing of `device-control`. */
function setTo(
  { capabilities, tell }: Pick<TurnBase<typeof manifest, unknown>, 'capabilities' | 'tell'>,
  property: 'volume' | 'brightness' | 'power',
  value: string,
) {
  if (!capabilities.includes('device-control')) return tell(unable);
  return tell(done, { directives: [deviceControl(property, value)] });
}

export const thisSpeaker = defineSkill({
  manifest,
  model,
  intents: {
    SetVolume: (turn) => setTo(turn, 'volume', percent(turn.slots.level.value)),
    Louder: (turn) => setTo(turn, 'volume', 'up'),
    Quieter: (turn) => setTo(turn, 'volume', 'down'),
    HowLoud: ({ status, tell }) => {
      const volume = said(status, 'volume');
      if (volume === undefined) return tell(unknown);
      return tell({ 'zh-CN': `音量是百分之${volume}。`, 'en-US': `The volume is ${volume} percent.` });
    },
    SetBrightness: (turn) => setTo(turn, 'brightness', percent(turn.slots.level.value)),
    Brighter: (turn) => setTo(turn, 'brightness', 'up'),
    Dimmer: (turn) => setTo(turn, 'brightness', 'down'),
    LampOn: (turn) => setTo(turn, 'power', 'on'),
    LampOff: (turn) => setTo(turn, 'power', 'off'),
    Battery: ({ status, tell }) => {
      const battery = said(status, 'battery');
      if (battery === undefined) return tell(unknown);
      const isCharging = said(status, 'charging') === 'true';
      return tell({
        'zh-CN': `还有百分之${battery}的电${isCharging ? '，正在充电' : ''}。`,
        'en-US': `The battery is at ${battery} percent${isCharging ? ' and charging' : ''}.`,
      });
    },
    TakePicture: ({ camera, tell }) =>
      camera === undefined
        ? tell({
            'zh-CN': '这里不能拍照，或者您还没有允许。',
            'en-US': 'No picture can be taken here, or you have not allowed it.',
          })
        : tell(
            { 'zh-CN': '好的，拍一张。', 'en-US': 'All right, a picture.' },
            { directives: [deviceTool(camera)] },
          ),
  },
});
