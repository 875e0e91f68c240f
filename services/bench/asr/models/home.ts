/** An interaction model for benchmarks: what people say to a speaker at home. */
import type { InteractionModel } from '@earshot/skills-sdk';

/** Lights, climate, curtains, media, clock: what people say to a speaker at home. For benchmarks only. */
export const homeModel = {
  invocationNames: { 'en-US': ['my home'], 'zh-CN': ['我的家'] },
  types: {
    device: {
      values: [
        { id: 'light', forms: { 'en-US': ['light', 'lights', 'lamp'], 'zh-CN': ['灯', '台灯'] } },
        {
          id: 'climate',
          forms: {
            'en-US': ['air conditioner', 'air conditioning', 'heating', 'heater'],
            'zh-CN': ['空调', '暖气'],
          },
        },
        { id: 'television', forms: { 'en-US': ['television', 'tv'], 'zh-CN': ['电视', '电视机'] } },
        { id: 'humidifier', forms: { 'en-US': ['humidifier'], 'zh-CN': ['加湿器'] } },
        { id: 'fan', forms: { 'en-US': ['fan'], 'zh-CN': ['风扇', '电风扇'] } },
        { id: 'boiler', forms: { 'en-US': ['water heater'], 'zh-CN': ['热水器'] } },
        { id: 'purifier', forms: { 'en-US': ['air purifier'], 'zh-CN': ['净化器', '空气净化器'] } },
      ],
    },
    room: {
      values: [
        { id: 'living', forms: { 'en-US': ['living room'], 'zh-CN': ['客厅'] } },
        { id: 'bed', forms: { 'en-US': ['bedroom'], 'zh-CN': ['卧室', '主卧'] } },
        { id: 'study', forms: { 'en-US': ['study', 'office'], 'zh-CN': ['书房'] } },
        { id: 'kitchen', forms: { 'en-US': ['kitchen'], 'zh-CN': ['厨房'] } },
        { id: 'bath', forms: { 'en-US': ['bathroom'], 'zh-CN': ['卫生间', '洗手间', '浴室'] } },
        { id: 'hall', forms: { 'en-US': ['hallway'], 'zh-CN': ['走廊', '餐厅'] } },
        { id: 'any', forms: { 'en-US': ['room'], 'zh-CN': ['房间'] } },
      ],
    },
    scene: {
      values: [
        { id: 'arrive', forms: { 'en-US': ['home'], 'zh-CN': ['回家'] } },
        { id: 'away', forms: { 'en-US': ['away'], 'zh-CN': ['离家'] } },
        { id: 'read', forms: { 'en-US': ['reading'], 'zh-CN': ['阅读'] } },
        { id: 'sleep', forms: { 'en-US': ['sleep', 'night'], 'zh-CN': ['睡眠'] } },
        { id: 'film', forms: { 'en-US': ['movie'], 'zh-CN': ['观影'] } },
      ],
    },
    place: {
      values: [
        { id: 'london', forms: { 'en-US': ['london'], 'zh-CN': ['伦敦'] } },
        { id: 'beijing', forms: { 'en-US': ['beijing'], 'zh-CN': ['北京'] } },
        { id: 'shanghai', forms: { 'en-US': ['shanghai'], 'zh-CN': ['上海'] } },
        { id: 'new-york', forms: { 'en-US': ['new york'], 'zh-CN': ['纽约'] } },
        { id: 'paris', forms: { 'en-US': ['paris'], 'zh-CN': ['巴黎'] } },
        { id: 'shenzhen', forms: { 'en-US': ['shenzhen'], 'zh-CN': ['深圳', '广州', '杭州'] } },
      ],
    },
    music: {
      values: [
        { id: 'jazz', forms: { 'en-US': ['jazz'], 'zh-CN': ['爵士乐'] } },
        {
          id: 'light',
          forms: { 'en-US': ['classical music', 'quiet music'], 'zh-CN': ['轻音乐', '古典音乐'] },
        },
        { id: 'rock', forms: { 'en-US': ['rock', 'rock music'], 'zh-CN': ['摇滚'] } },
        { id: 'pop', forms: { 'en-US': ['pop music', 'pop'], 'zh-CN': ['流行歌曲'] } },
        { id: 'chou', forms: { 'en-US': ['the beatles'], 'zh-CN': ['周杰伦的歌', '邓丽君的歌', '儿歌'] } },
      ],
    },
    contact: {
      values: [
        { id: 'mother', forms: { 'en-US': ['mom', 'my mother'], 'zh-CN': ['妈妈'] } },
        { id: 'father', forms: { 'en-US': ['dad', 'my father'], 'zh-CN': ['爸爸'] } },
        { id: 'wife', forms: { 'en-US': ['my wife', 'my husband'], 'zh-CN': ['老婆', '老公'] } },
      ],
      dataClass: 'preference',
    },
    reminder: {
      values: [
        { id: 'medicine', forms: { 'en-US': ['take my medicine', 'take my pills'], 'zh-CN': ['吃药'] } },
        { id: 'meeting', forms: { 'en-US': ['go to the meeting', 'join the call'], 'zh-CN': ['开会'] } },
        { id: 'trash', forms: { 'en-US': ['take out the trash'], 'zh-CN': ['倒垃圾', '收衣服'] } },
        {
          id: 'pick-up',
          forms: { 'en-US': ['pick up the kids', 'call my mother'], 'zh-CN': ['接孩子', '打电话'] },
        },
      ],
    },
  },
  rules: {
    'en-US': { please: 'please|could you|can you', in: 'in the {room}' },
    'zh-CN': { please: '请|帮我|麻烦|麻烦你', little: '一点|一些|一点儿' },
  },
  intents: {
    TurnOn: {
      slots: { device: { type: 'device' }, room: { type: 'room' } },
      samples: {
        'en-US': [
          '[<please>] turn on [all] the [{room}] {device} [please]',
          '[<please>] turn on the {device} in the {room} [please]',
          '[<please>] turn [all] the [{room}] {device} on [please]',
          '[<please>] switch on the [{room}] {device}',
        ],
        'zh-CN': [
          '[<please>](打开|开)[{room}][的]{device}',
          '[<please>]把[{room}][的]{device}(打开|全部打开)',
          '[<please>]开一下[{room}][的]{device}',
        ],
      },
    },
    TurnOff: {
      slots: { device: { type: 'device' }, room: { type: 'room' } },
      samples: {
        'en-US': [
          '[<please>] turn off [all] the [{room}] {device} [please]',
          '[<please>] turn off the {device} in the {room} [please]',
          '[<please>] turn [all] the [{room}] {device} off [please]',
          '[<please>] switch off the [{room}] {device}',
        ],
        'zh-CN': [
          '[<please>](关闭|关掉|关)[{room}][的]{device}',
          '[<please>]把[{room}][的]{device}(关掉|关上|关了|全部关掉)',
          '[<please>]关一下[{room}][的]{device}',
        ],
      },
    },
    SetBrightness: {
      slots: { room: { type: 'room' }, level: { type: 'percentage' } },
      samples: {
        'en-US': [
          '(dim|brighten|set) the [{room}] (light|lights) to {level}',
          '(dim|brighten) the [{room}] (light|lights) [a (bit|little)]',
        ],
        'zh-CN': ['[把][{room}][的]灯调到{level}', '[把][{room}][的]灯调(暗|亮)<little>'],
      },
    },
    SetTemperature: {
      slots: { degrees: { type: 'temperature' }, room: { type: 'room' } },
      samples: {
        'en-US': [
          'set the (temperature|air conditioner|heating) to {degrees}',
          'make it [a (bit|little)] (warmer|cooler)',
          "it's too (cold|hot|warm) [in here]",
          'turn the temperature (up|down)',
        ],
        'zh-CN': [
          '[把][{room}][的](空调|温度|空调温度)调到{degrees}',
          '[空调]温度(高|低|调高|调低)<little>',
          '[{room}]太(冷|热)了',
        ],
      },
    },
    SetFan: {
      samples: {
        'en-US': ['set the fan to (low|medium|high|maximum)'],
        'zh-CN': ['[空调]风速调(到(最大|最小|中档)|大<little>|小<little>)'],
      },
    },
    Curtain: {
      slots: { room: { type: 'room' } },
      samples: {
        'en-US': ['(open|close|lower|raise) the [{room}] (curtains|blinds) [halfway|all the way]'],
        'zh-CN': [
          '(拉开|拉上|打开|关上)[{room}][的]窗帘',
          '把[{room}][的]窗帘(关上|打开|拉上|拉开)',
          '窗帘(打开|关|拉开)一半',
        ],
      },
    },
    Volume: {
      slots: { level: { type: 'number', min: 0, max: 100 } },
      samples: {
        'en-US': ['turn (the volume|it) (up|down)', 'set the volume to {level}', '(louder|quieter) [please]'],
        'zh-CN': ['[电视](声音|音量)(大|小|调大|调小)<little>', '[把](音量|声音)调到{level}'],
      },
    },
    Channel: {
      slots: { channel: { type: 'number', min: 1, max: 99 } },
      samples: {
        'en-US': ['switch to channel {channel}', '(next|previous) channel'],
        'zh-CN': ['换到中央{channel}台', '换到{channel}频道', '(上|下)一个(频道|台)'],
      },
    },
    Vacuum: {
      samples: {
        'en-US': ['(start|stop|pause) the [robot] vacuum', 'send the [robot] vacuum home'],
        'zh-CN': ['扫地机器人(开始打扫|停止|回去充电)', '让扫地机器人(扫地|开始打扫)'],
      },
    },
    BoilerStatus: {
      samples: {
        'en-US': ['when is the water hot', 'is the hot water ready'],
        'zh-CN': ['热水器什么时候(烧好|好)', '热水(烧好|好)了吗'],
      },
    },
    Scene: {
      slots: { scene: { type: 'scene' } },
      samples: {
        'en-US': [
          "I'm (leaving|home|going to bed|going out)",
          'good (night|morning)',
          '(start|turn on) {scene} mode',
        ],
        'zh-CN': ['我(要睡觉|出门|回来|回家|起床)了', '(打开|开启|关闭|退出){scene}模式', '晚安', '早上好'],
      },
    },
    Clock: {
      slots: { day: { type: 'date' } },
      samples: {
        'en-US': ['what time is it', "what's the time", 'what (day|date) is it [{day}]'],
        'zh-CN': ['现在几点[了]', '{day}星期几', '{day}(是几号|几号)'],
      },
    },
    SetAlarm: {
      slots: {
        when: { type: 'datetime', required: true, elicit: { 'en-US': ['When?'], 'zh-CN': ['几点？'] } },
      },
      samples: {
        'en-US': ['wake me [up] [at] {when}', 'set an alarm (for|at) {when}'],
        'zh-CN': ['{when}(叫我起床|叫我|叫醒我)', '[设|定]一个{when}的闹钟'],
      },
    },
    CancelAlarm: {
      slots: { when: { type: 'datetime' } },
      samples: {
        'en-US': [
          '(cancel|delete) (my|the) [morning|evening] alarm',
          '(cancel|delete) (my|the) alarm (at|for) {when}',
        ],
        'zh-CN': ['(取消|删除)[{when}的]闹钟'],
      },
    },
    ListAlarms: {
      samples: {
        'en-US': ['(which|what) alarms do I have', 'list my alarms'],
        'zh-CN': ['我有哪些闹钟', '有什么闹钟'],
      },
    },
    Timer: {
      slots: { length: { type: 'duration' } },
      samples: {
        'en-US': ['set a timer for {length}', 'set a {length} timer', 'cancel the timer'],
        'zh-CN': ['(设|定)一个{length}的(计时器|倒计时)', '{length}(倒计时|后提醒我)', '取消计时器'],
      },
    },
    Remind: {
      slots: { what: { type: 'reminder' }, when: { type: 'datetime' } },
      samples: {
        'en-US': ['remind me to {what} [at] {when}', 'remind me [at] {when} to {what}'],
        'zh-CN': ['提醒我{when}{what}', '{when}提醒我{what}'],
      },
    },
    Weather: {
      slots: { day: { type: 'date' }, place: { type: 'place' } },
      samples: {
        'en-US': [
          "what's the weather [like] [in {place}] [{day}]",
          'will it (rain|snow) [in {place}] [{day}]',
          'how (warm|cold) (is|will) it [be] [in {place}] [{day}]',
        ],
        'zh-CN': ['[{day}][{place}][的]天气怎么样', '{day}[{place}]会(下雨|下雪)吗', '{day}[{place}]多少度'],
      },
    },
    PlayMusic: {
      slots: { music: { type: 'music' } },
      samples: {
        'en-US': ['play [some] {music}', 'play [some] music'],
        'zh-CN': ['(播放|放|我想听){music}', '(来|放)一首{music}', '放(首歌|点音乐)'],
      },
    },
    MediaControl: {
      samples: {
        'en-US': [
          '(next|previous) (song|track)',
          '(pause|stop|resume) [the] music',
          'pause',
          'repeat this song',
          'skip',
        ],
        'zh-CN': ['(上|下)一首', '(暂停|继续|停止)播放', '暂停', '(单曲|列表)循环', '随机播放'],
      },
    },
    Joke: { samples: { 'en-US': ['tell me a (joke|story)'], 'zh-CN': ['讲[一]个(笑话|故事)', '说个笑话'] } },
    Message: {
      slots: { to: { type: 'contact' } },
      samples: {
        'en-US': ['send a [voice] message to {to}', 'call {to}'],
        'zh-CN': ['给{to}发[一]条(语音消息|消息|语音)', '给{to}打电话'],
      },
    },
    Calculate: {
      slots: { a: { type: 'number' }, b: { type: 'number' } },
      samples: {
        'en-US': ['what is {a} (plus|minus|times|divided by) {b}', "what's {a} (plus|minus|times) {b}"],
        'zh-CN': ['{a}(加|减|乘|乘以|除以){b}等于(几|多少)'],
      },
    },
    Stop: {
      samples: {
        'en-US': ['stop', 'cancel', 'never mind', 'be quiet', "that's all"],
        'zh-CN': ['停止', '停', '取消', '算了[不用了]', '不用了', '闭嘴'],
      },
    },
    CorrectRoom: {
      slots: { room: { type: 'room' }, wrong: { type: 'room' } },
      samples: {
        'en-US': ['no [not the {wrong}] the {room}'],
        'zh-CN': ['不是{wrong}是{room}', '不是是{room}'],
      },
    },
  },
} as const satisfies InteractionModel;
