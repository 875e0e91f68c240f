interface Both {
  readonly 'zh-CN': string;
  readonly 'en-US': string;
}

export const facts: readonly Both[] = [
  { 'zh-CN': '章鱼有三颗心脏。', 'en-US': 'An octopus has three hearts.' },
  {
    'zh-CN': '金星上的一天比它的一年还长。',
    'en-US': 'A day on Venus is longer than its year.',
  },
  { 'zh-CN': '蜂蜜封好了，几乎不会变质。', 'en-US': 'Sealed honey hardly ever spoils.' },
  {
    'zh-CN': '光从太阳到地球要八分多钟。',
    'en-US': 'Light takes a little over eight minutes from the Sun to the Earth.',
  },
  {
    'zh-CN': '香蕉在植物学上是浆果，草莓不是。',
    'en-US': 'Botanically, a banana is a berry and a strawberry is not.',
  },
];

export const jokes: readonly Both[] = [
  {
    'zh-CN': '为什么数学书总是不开心？因为它的题太多了。',
    'en-US': 'Why was the maths book unhappy? It had too many problems.',
  },
  {
    'zh-CN': '什么门永远关不上？球门。',
    'en-US': 'What has hands but cannot clap? A clock.',
  },
  {
    'zh-CN': '什么东西越洗越脏？水。',
    'en-US': 'What gets wetter the more it dries? A towel.',
  },
];
