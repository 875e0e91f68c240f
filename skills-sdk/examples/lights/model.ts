import type { InteractionModel } from '@earshot/skills-sdk';
import { types } from './model-types.ts';

/** A home with fixed rooms and appliances: switches, levels, curtains, scenes, what is playing. */
export const model = {
  invocationNames: {
    'zh-CN': ['我的家', '智能家居'],
    'en-US': ['my home', 'smart home'],
  },
  intents: {
    TurnOn: {
      slots: {
        device: {
          type: 'Device',
          required: true,
          elicit: { 'zh-CN': ['要打开什么？'], 'en-US': ['What should I turn on?'] },
        },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>]<on>[{room}[里]的]{device}',
          '[<please>]<on>{room}{device}',
          '[<please>]把[{room}[里]的|{room}]{device}(打开|开开|开一下|启动)',
          '[<please>]把[{room}[里]的|{room}]{device}(全部|全|都)(打开|开开)',
          '{device}开始(工作|打扫|扫地|运行)',
          '(让|叫)[{room}[里]的]{device}开始(工作|打扫|扫地|运行)',
        ],
        'en-US': [
          '[<please>] (turn|switch|put) on [all] [the|my|our] [{room}] {device} [please]',
          '[<please>] (turn|switch|put) [all] [the|my|our] [{room}] {device} on [please]',
          '[<please>] (turn|switch|put) on [all] [the|my|our] {device} in [the|my|our] {room} [please]',
          '[<please>] (turn|switch|put) [all] [the|my|our] {device} in [the|my|our] {room} on [please]',
          '[<please>] (start|activate) [the|my|our] [{room}] {device} [please]',
          '[{room}] {device} on',
          'I want [the|my] [{room}] {device} on',
          '[I need] [some] {device} in [the|my] {room} [please]',
        ],
      },
    },
    TurnOff: {
      slots: {
        device: {
          type: 'Device',
          required: true,
          elicit: { 'zh-CN': ['要关掉什么？'], 'en-US': ['What should I turn off?'] },
        },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>]<off>[{room}[里]的]{device}',
          '[<please>]<off>{room}{device}',
          '[<please>]<off>(所有|全部)[的]{device}',
          '[<please>]把[{room}[里]的|{room}][所有的]{device}<off>',
          '[<please>]把[{room}[里]的|{room}]{device}(全部|全|都)<off>',
          '(让|叫)[{room}[里]的]{device}停(下|下来|止工作)',
        ],
        'en-US': [
          '[<please>] (turn|switch|shut) off [all] [the|my|our] [{room}] {device} [please]',
          '[<please>] (turn|switch|shut) [all] [the|my|our] [{room}] {device} off [please]',
          '[<please>] (turn|switch|shut) off [all] [the|my|our] {device} in [the|my|our] {room} [please]',
          '[<please>] (turn|switch|shut) [all] [the|my|our] {device} in [the|my|our] {room} off [please]',
          '[{room}] {device} off',
        ],
      },
    },
    SetBrightness: {
      slots: {
        level: {
          type: 'percentage',
          required: true,
          elicit: { 'zh-CN': ['调到百分之多少？'], 'en-US': ['To how many percent?'] },
        },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>]把[{room}[里]的|{room}]灯[的亮度]<to>{level}',
          '[{room}[里]的|{room}]灯[的亮度]<to>{level}',
          '[{room}[里]的|{room}]亮度<to>{level}',
        ],
        'en-US': [
          '[<please>] (dim|set|brighten|turn|change) [the|my|our] [{room}] (light|lights|lamp|lamps|brightness) to {level} [brightness] [please]',
          '[<please>] (dim|set|brighten|turn|change) [the|my|our] (light|lights|brightness) in [the|my|our] {room} to {level} [please]',
          '[<please>] set [the] brightness of the [{room}] (light|lights) to {level} [please]',
        ],
      },
    },
    AdjustBrightness: {
      slots: { change: { type: 'BrightnessChange' }, room: { type: 'Room' } },
      samples: {
        'zh-CN': [
          '[<please>][把][{room}[里]的|{room}]灯[光]{change}[<bit>]',
          '[<please>]{change}[<bit>][{room}[里]的|{room}]灯[光]',
        ],
        'en-US': [
          '[<please>] make [the|my|our] [{room}] (light|lights) [a (bit|little)] {change} [please]',
          '[<please>] {change} [the|my|our] [{room}] (light|lights) [a (bit|little)] [please]',
          '[<please>] turn [the|my|our] [{room}] (light|lights) {change} [a (bit|little)] [please]',
          '[<please>] turn {change} [the|my|our] [{room}] (light|lights) [a (bit|little)] [please]',
        ],
      },
    },
    SetTemperature: {
      slots: {
        temperature: {
          type: 'temperature',
          required: true,
          min: 5,
          max: 35,
          elicit: { 'zh-CN': ['调到多少度？'], 'en-US': ['To how many degrees?'] },
        },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>][把][{room}[里]的|{room}](空调|温度|暖气|室温)[的温度|温度]<to>{temperature}',
          '[<please>](空调|温度){temperature}',
        ],
        'en-US': [
          '[<please>] (set|change|adjust|turn) [the|my|our] [{room}] (temperature|temp|thermostat|air conditioner|air conditioning|heating|heater) to {temperature} [please]',
          '[<please>] (set|change|adjust|turn) [the|my|our] (temperature|temp|thermostat|heating) in [the|my|our] {room} to {temperature} [please]',
          '[<please>] (raise|lower) [the] [{room}] (temperature|temp) to {temperature} [please]',
          '[<please>] make it {temperature} [in [the|my] {room}] [please]',
        ],
      },
    },
    AdjustTemperature: {
      slots: {
        change: { type: 'TemperatureChange' },
        amount: { type: 'number', min: 1, max: 20 },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>][把][{room}[里]的|{room}](空调|温度|空调温度|暖气)[调|开]{change}[<bit>]',
          '[<please>][把][{room}[里]的|{room}](空调|温度|空调温度|暖气)[调|开]{change}{amount}度',
        ],
        'en-US': [
          '[<please>] make (it|the room|[the] {room}) [a (bit|little)] {change} [please]',
          '[<please>] turn [the] (temperature|temp|heating|heat|thermostat) {change} [a (bit|little)] [please]',
          '[<please>] turn {change} [the] (temperature|temp|heating|heat|thermostat) [please]',
          '[<please>] {change} [the] [{room}] (temperature|temp) [by {amount} degrees] [please]',
          '[<please>] {change} [the] (temperature|temp) in [the|my] {room} [please]',
          '[<please>] {change} [by] {amount} degrees [please]',
          '[<please>] {change} [the] (temperature|temp) {amount} degrees [please]',
        ],
      },
    },
    SetFanSpeed: {
      slots: {
        speed: {
          type: 'FanSpeed',
          required: true,
          elicit: { 'zh-CN': ['调到几档？'], 'en-US': ['How fast?'] },
        },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': ['[<please>][把][{room}[里]的|{room}](空调|风扇)[的](风速|风量|风)<to>{speed}'],
        'en-US': [
          '[<please>] (set|turn|change) [the|my] [{room}] (fan|fan speed|air conditioner fan) to {speed} [please]',
          '[<please>] run [the|my] [{room}] fan (on|at) {speed} [please]',
        ],
      },
    },
    OpenCover: {
      slots: {
        cover: { type: 'Cover' },
        position: { type: 'CoverPosition' },
        level: { type: 'percentage' },
        room: { type: 'Room' },
      },
      samples: {
        'zh-CN': [
          '[<please>](拉开|打开|升起)[{room}[里]的|{room}]{cover}[{position}]',
          '[<please>]把[{room}[里]的|{room}]{cover}(拉开|打开|升起来|升起)[{position}]',
          '[{room}[里]的|{room}]{cover}(拉开|打开|开到){position}',
          '[<please>]把[{room}[里]的|{room}]{cover}(拉|开)到{level}',
        ],
        'en-US': [
          '[<please>] (open|raise|pull up|draw back) [the|my|our] [{room}] {cover} [{position}] [please]',
          '[<please>] (open|raise) [the|my|our] {cover} in [the|my|our] {room} [{position}] [please]',
          '[<please>] open [the|my|our] [{room}] {cover} to {level} [please]',
        ],
      },
    },
    CloseCover: {
      slots: { cover: { type: 'Cover' }, position: { type: 'CoverPosition' }, room: { type: 'Room' } },
      samples: {
        'zh-CN': [
          '[<please>](拉上|关上|关闭|放下)[{room}[里]的|{room}]{cover}[{position}]',
          '[<please>]把[{room}[里]的|{room}]{cover}(拉上|关上|放下|放下来)[{position}]',
        ],
        'en-US': [
          '[<please>] (close|shut|lower|draw|pull down) [the|my|our] [{room}] {cover} [{position}] [please]',
          '[<please>] (close|shut|lower) [the|my|our] {cover} in [the|my|our] {room} [{position}] [please]',
          'I want to (lower|down|close) [the] {cover}',
        ],
      },
    },
    SetVolume: {
      slots: {
        level: {
          type: 'number',
          min: 0,
          max: 100,
          required: true,
          elicit: { 'zh-CN': ['音量调到多少？'], 'en-US': ['To which volume, from zero to one hundred?'] },
        },
      },
      samples: {
        'zh-CN': ['[<please>][把][电视|音箱][的](音量|声音)<to>{level}'],
        'en-US': [
          '[<please>] (set|turn|change|put) [the] [television|TV|music] volume to {level} [percent] [please]',
          'volume {level}',
        ],
      },
    },
    AdjustVolume: {
      slots: { change: { type: 'VolumeChange' } },
      samples: {
        'zh-CN': [
          '[<please>][把][电视|音箱][的](音量|声音)[调|开|放]{change}[<bit>]',
          '[<please>][再]{change}声[一点|点]',
        ],
        'en-US': [
          '[<please>] turn [the] [television|TV|music] [volume|sound] {change} [a (bit|little)] [please]',
          '[<please>] turn {change} [the] (volume|sound|television|TV|music) [a (bit|little)] [please]',
          '[<please>] make (it|the music|the television) [a (bit|little)] {change} [please]',
          'volume {change}',
        ],
      },
    },
    ChangeChannel: {
      slots: { channel: { type: 'Channel' }, number: { type: 'number', min: 1, max: 999 } },
      samples: {
        'zh-CN': [
          '[<please>][把][电视](换到|调到|切到|转到){channel}',
          '[<please>][把][电视](换到|调到|切到|转到){number}(台|频道)',
          '我要看{channel}',
        ],
        'en-US': [
          '[<please>] (change|switch|turn) [the television|the TV] to {channel} [please]',
          '[<please>] (change|switch|turn) [the television|the TV] to channel {number} [please]',
        ],
      },
    },
    Playback: {
      slots: {
        action: {
          type: 'PlaybackAction',
          required: true,
          elicit: { 'zh-CN': ['要播放还是暂停？'], 'en-US': ['Play or pause?'] },
        },
      },
      samples: {
        'zh-CN': ['[<please>]{action}[播放|音乐|歌|这首歌]'],
        'en-US': [
          '[<please>] {action} [the] (music|song|track|video|movie) [please]',
          '[<please>] {action} [please]',
        ],
      },
    },
    PlayGenre: {
      slots: {
        genre: {
          type: 'Genre',
          required: true,
          elicit: { 'zh-CN': ['想听什么音乐？'], 'en-US': ['What kind of music?'] },
        },
      },
      samples: {
        'zh-CN': ['[<please>](播放|放|来|听|我想听|来点)[一首|一点|点|一些]{genre}'],
        'en-US': [
          '[<please>] (play|put on) [me|us] [some] {genre} [music] [please]',
          '(I want|I would like) to hear [some] {genre} [music]',
        ],
      },
    },
    ActivateScene: {
      slots: {
        scene: {
          type: 'Scene',
          required: true,
          elicit: { 'zh-CN': ['哪个模式？'], 'en-US': ['Which scene?'] },
        },
      },
      samples: {
        'zh-CN': ['[<please>](打开|开启|启动|进入|切换到){scene}模式', '{scene}模式', '{scene}'],
        'en-US': [
          '[<please>] (turn on|start|activate|switch to) [the] {scene} (mode|scene) [please]',
          '{scene} (mode|scene)',
          "[I'm|I am|we're|we are] {scene} [everyone|now]",
        ],
      },
    },
    WaterHeaterReady: {
      samples: {
        'zh-CN': ['热水器(什么时候|还要多久)[能](烧好|好)', '热水(好了吗|烧好了吗|烧好了没有)'],
        'en-US': ['when (is|will) the (water heater|hot water) [be] ready', 'is the hot water ready [yet]'],
      },
    },
  },
  types,
  rules: {
    'zh-CN': {
      please: '(请|请帮我|帮我|麻烦|麻烦你|给我)',
      on: '(打开|开|开启|启动|开一下)',
      off: '(关掉|关闭|关上|关|关了|关一下)',
      to: '(调到|调成|设为|设成|设置为|设置成|调整到|调至|开到)',
      bit: '(一点|一点儿|点|一些)',
    },
    'en-US': { please: '(please|(can|could|would|will) you [please])' },
  },
} as const satisfies InteractionModel;
