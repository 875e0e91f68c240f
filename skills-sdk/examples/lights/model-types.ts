import type { Enumeration } from '@earshot/skills-sdk';

/** Closed lists of the home: rooms, appliances and the ways of changing them. */
export const types = {
  Room: {
    values: [
      { id: 'living-room', forms: { 'zh-CN': ['客厅'], 'en-US': ['living room', 'lounge', 'sitting room'] } },
      {
        id: 'bedroom',
        forms: { 'zh-CN': ['卧室', '主卧', '房间'], 'en-US': ['bedroom', 'master bedroom', 'room'] },
      },
      { id: 'study', forms: { 'zh-CN': ['书房'], 'en-US': ['study', 'office', 'home office'] } },
      { id: 'kitchen', forms: { 'zh-CN': ['厨房'], 'en-US': ['kitchen'] } },
      {
        id: 'bathroom',
        forms: { 'zh-CN': ['浴室', '洗手间', '卫生间', '厕所'], 'en-US': ['bathroom', 'toilet'] },
      },
      { id: 'dining-room', forms: { 'zh-CN': ['餐厅', '饭厅'], 'en-US': ['dining room'] } },
      {
        id: 'children',
        forms: { 'zh-CN': ['儿童房', '次卧'], 'en-US': ["children's room", 'kids room', 'nursery'] },
      },
      { id: 'guest-room', forms: { 'zh-CN': ['客房'], 'en-US': ['guest room', 'spare room'] } },
      { id: 'hall', forms: { 'zh-CN': ['走廊', '玄关', '门厅'], 'en-US': ['hall', 'hallway', 'entrance'] } },
      { id: 'balcony', forms: { 'zh-CN': ['阳台'], 'en-US': ['balcony'] } },
      { id: 'garage', forms: { 'zh-CN': ['车库'], 'en-US': ['garage'] } },
      { id: 'upstairs', forms: { 'zh-CN': ['楼上'], 'en-US': ['upstairs'] } },
      { id: 'downstairs', forms: { 'zh-CN': ['楼下'], 'en-US': ['downstairs'] } },
    ],
  },
  Device: {
    values: [
      {
        id: 'light',
        forms: { 'zh-CN': ['灯', '电灯', '灯光', '大灯'], 'en-US': ['lights', 'light', 'lamp', 'lamps'] },
      },
      {
        id: 'reading-lamp',
        forms: { 'zh-CN': ['台灯', '阅读灯'], 'en-US': ['reading lamp', 'reading light', 'desk lamp'] },
      },
      {
        id: 'bedside-lamp',
        forms: { 'zh-CN': ['床头灯', '夜灯'], 'en-US': ['bedside lamp', 'bedside light', 'night light'] },
      },
      {
        id: 'air-conditioner',
        forms: { 'zh-CN': ['空调'], 'en-US': ['air conditioner', 'air conditioning', 'air con', 'AC'] },
      },
      { id: 'television', forms: { 'zh-CN': ['电视', '电视机'], 'en-US': ['television', 'TV', 'tv'] } },
      { id: 'fan', forms: { 'zh-CN': ['风扇', '电风扇', '换气扇'], 'en-US': ['fan'] } },
      {
        id: 'heater',
        forms: { 'zh-CN': ['暖气', '取暖器', '地暖'], 'en-US': ['heater', 'heating', 'radiator'] },
      },
      { id: 'humidifier', forms: { 'zh-CN': ['加湿器'], 'en-US': ['humidifier'] } },
      {
        id: 'air-purifier',
        forms: { 'zh-CN': ['空气净化器', '净化器'], 'en-US': ['air purifier', 'purifier'] },
      },
      {
        id: 'vacuum',
        forms: {
          'zh-CN': ['扫地机器人', '扫地机'],
          'en-US': ['robot vacuum', 'vacuum', 'vacuum cleaner', 'robot'],
        },
      },
      { id: 'water-heater', forms: { 'zh-CN': ['热水器'], 'en-US': ['water heater', 'boiler'] } },
      { id: 'speaker', forms: { 'zh-CN': ['音箱', '音响'], 'en-US': ['speaker', 'stereo'] } },
      { id: 'socket', forms: { 'zh-CN': ['插座'], 'en-US': ['socket', 'plug', 'outlet'] } },
      { id: 'kettle', forms: { 'zh-CN': ['水壶', '热水壶'], 'en-US': ['kettle'] } },
      { id: 'washing-machine', forms: { 'zh-CN': ['洗衣机'], 'en-US': ['washing machine', 'washer'] } },
    ],
  },
  Cover: {
    values: [
      { id: 'curtain', forms: { 'zh-CN': ['窗帘', '帘子'], 'en-US': ['curtains', 'curtain'] } },
      {
        id: 'blind',
        forms: { 'zh-CN': ['百叶窗', '卷帘'], 'en-US': ['blinds', 'blind', 'shades', 'shutters'] },
      },
      { id: 'sheer', forms: { 'zh-CN': ['纱帘'], 'en-US': ['sheer curtains', 'sheers'] } },
    ],
  },
  CoverPosition: {
    values: [
      { id: 'half', forms: { 'zh-CN': ['一半', '一半儿'], 'en-US': ['halfway', 'half way', 'half'] } },
      { id: 'full', forms: { 'zh-CN': ['到底', '全部'], 'en-US': ['all the way', 'fully', 'completely'] } },
      { id: 'little', forms: { 'zh-CN': ['一点', '一条缝'], 'en-US': ['a little', 'a bit'] } },
    ],
  },
  BrightnessChange: {
    values: [
      { id: 'up', forms: { 'zh-CN': ['调亮', '亮', '开亮'], 'en-US': ['brighter', 'brighten', 'up'] } },
      {
        id: 'down',
        forms: { 'zh-CN': ['调暗', '暗', '开暗'], 'en-US': ['dimmer', 'dim', 'darker', 'down'] },
      },
    ],
  },
  TemperatureChange: {
    values: [
      {
        id: 'up',
        forms: {
          'zh-CN': ['高', '升高', '热', '暖和', '暖'],
          'en-US': ['warmer', 'hotter', 'up', 'raise', 'increase'],
        },
      },
      {
        id: 'down',
        forms: {
          'zh-CN': ['低', '降低', '冷', '凉快', '凉'],
          'en-US': ['cooler', 'colder', 'down', 'lower', 'decrease'],
        },
      },
    ],
  },
  FanSpeed: {
    values: [
      {
        id: 'high',
        forms: {
          'zh-CN': ['最大', '最高', '高速', '高档', '强风'],
          'en-US': ['maximum', 'high', 'full speed'],
        },
      },
      { id: 'medium', forms: { 'zh-CN': ['中档', '中速', '中等'], 'en-US': ['medium', 'half speed'] } },
      {
        id: 'low',
        forms: { 'zh-CN': ['最小', '最低', '低速', '低档', '微风'], 'en-US': ['minimum', 'low', 'slow'] },
      },
      { id: 'auto', forms: { 'zh-CN': ['自动'], 'en-US': ['automatic', 'auto'] } },
    ],
  },
  VolumeChange: {
    values: [
      { id: 'up', forms: { 'zh-CN': ['大', '高', '响'], 'en-US': ['up', 'louder', 'higher'] } },
      { id: 'down', forms: { 'zh-CN': ['小', '低', '轻'], 'en-US': ['down', 'quieter', 'softer', 'lower'] } },
    ],
  },
  Channel: {
    values: [
      {
        id: 'cctv-1',
        forms: { 'zh-CN': ['中央一台', '央视一套'], 'en-US': ['channel one', 'the first channel'] },
      },
      {
        id: 'cctv-5',
        forms: { 'zh-CN': ['中央五台', '体育频道'], 'en-US': ['the sports channel', 'sports'] },
      },
      {
        id: 'news',
        forms: { 'zh-CN': ['新闻频道', '新闻台', '中央十三台'], 'en-US': ['the news channel', 'the news'] },
      },
      {
        id: 'movies',
        forms: { 'zh-CN': ['电影频道', '中央六台'], 'en-US': ['the movie channel', 'movies'] },
      },
      { id: 'children', forms: { 'zh-CN': ['少儿频道'], 'en-US': ["the children's channel", 'cartoons'] } },
    ],
  },
  PlaybackAction: {
    values: [
      { id: 'pause', forms: { 'zh-CN': ['暂停', '暂停一下'], 'en-US': ['pause'] } },
      {
        id: 'resume',
        forms: { 'zh-CN': ['继续', '接着放', '恢复'], 'en-US': ['resume', 'continue', 'unpause'] },
      },
      {
        id: 'next',
        forms: {
          'zh-CN': ['下一首', '换一首', '切歌'],
          'en-US': ['next', 'skip', 'skip this', 'play the next'],
        },
      },
      { id: 'previous', forms: { 'zh-CN': ['上一首'], 'en-US': ['previous', 'last', 'play the previous'] } },
      {
        id: 'repeat-one',
        forms: { 'zh-CN': ['单曲循环', '循环播放'], 'en-US': ['repeat', 'loop', 'repeat this', 'loop this'] },
      },
      { id: 'shuffle', forms: { 'zh-CN': ['随机播放'], 'en-US': ['shuffle'] } },
    ],
  },
  Genre: {
    values: [
      { id: 'jazz', forms: { 'zh-CN': ['爵士乐', '爵士'], 'en-US': ['jazz'] } },
      { id: 'light', forms: { 'zh-CN': ['轻音乐'], 'en-US': ['light music', 'easy listening', 'relaxing'] } },
      { id: 'classical', forms: { 'zh-CN': ['古典音乐', '古典乐'], 'en-US': ['classical'] } },
      { id: 'pop', forms: { 'zh-CN': ['流行音乐', '流行歌'], 'en-US': ['pop'] } },
      { id: 'rock', forms: { 'zh-CN': ['摇滚', '摇滚乐'], 'en-US': ['rock'] } },
      { id: 'folk', forms: { 'zh-CN': ['民谣'], 'en-US': ['folk'] } },
      { id: 'children', forms: { 'zh-CN': ['儿歌'], 'en-US': ["children's songs", 'nursery rhymes'] } },
      { id: 'any', forms: { 'zh-CN': ['音乐', '歌'], 'en-US': ['music', 'songs', 'a song', 'something'] } },
    ],
  },
  Scene: {
    values: [
      {
        id: 'away',
        forms: {
          'zh-CN': ['离家', '出门', '外出', '我出门了', '我要出门了', '我走了'],
          'en-US': ['leaving', 'away', 'going out', 'leaving home'],
        },
      },
      {
        id: 'home',
        forms: {
          'zh-CN': ['回家', '在家', '我回来了', '我到家了'],
          'en-US': ['home', 'back', 'back home', 'coming home'],
        },
      },
      {
        id: 'sleep',
        forms: {
          'zh-CN': ['睡眠', '睡觉', '晚安', '我要睡觉了', '我要睡了'],
          'en-US': ['good night', 'sleep', 'bedtime', 'going to bed', 'going to sleep'],
        },
      },
      {
        id: 'morning',
        forms: { 'zh-CN': ['起床', '早安', '我起床了'], 'en-US': ['good morning', 'morning', 'wake up'] },
      },
      { id: 'reading', forms: { 'zh-CN': ['阅读', '看书'], 'en-US': ['reading'] } },
      { id: 'movie', forms: { 'zh-CN': ['观影', '电影', '影院'], 'en-US': ['movie', 'cinema', 'film'] } },
      { id: 'dinner', forms: { 'zh-CN': ['用餐', '就餐'], 'en-US': ['dinner', 'dining'] } },
      { id: 'guests', forms: { 'zh-CN': ['会客'], 'en-US': ['party', 'guest'] } },
    ],
  },
} as const satisfies { readonly [name: string]: Enumeration };
