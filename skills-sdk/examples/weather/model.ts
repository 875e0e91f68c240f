import type { InteractionModel } from '@earshot/skills-sdk';

const whichCity = { 'zh-CN': ['哪个城市？'], 'en-US': ['In which city?'] } as const;

/** Weather for a named city, or for the speaker's own one where the user granted that. */
export const model = {
  invocationNames: {
    'zh-CN': ['看天气', '天气预报'],
    'en-US': ['sky watch', 'weather report'],
  },
  intents: {
    Forecast: {
      slots: { city: { type: 'City', elicit: whichCity }, date: { type: 'date' } },
      samples: {
        'zh-CN': [
          '[请问|查一下]<where>(天气怎么样|天气如何|什么天气|天气好吗)',
          '[请问|查一下]<where>[的]天气[预报]',
          '[请问]<where>(多少度|几度|冷不冷|热不热|气温多少)',
        ],
        'en-US': [
          "(what is|what's|how is|how's) the weather [like] [in {city}] [{date}]",
          "(what is|what's|how is|how's) the weather [like] {date} in {city}",
          "(what is|what's) the [weather] forecast [for|in] [{city}] [for] [{date}]",
          'how (cold|warm|hot) (is|will) it [be] [in {city}] [{date}]',
        ],
      },
    },
    WillItRain: {
      slots: { city: { type: 'City', elicit: whichCity }, date: { type: 'date' } },
      samples: {
        'zh-CN': ['[请问]<where>(会下雨吗|会不会下雨|下雨吗|有雨吗)', '<where>(要不要|用不用|需要)带伞[吗]'],
        'en-US': [
          '(will it|is it going to|does it) rain [in {city}] [{date}]',
          '(will it|is it going to|does it) rain {date} in {city}',
          'do I need an umbrella [in {city}] [{date}]',
        ],
      },
    },
  },
  types: {
    City: {
      values: [
        { id: 'beijing', forms: { 'zh-CN': ['北京'], 'en-US': ['Beijing'] } },
        { id: 'shanghai', forms: { 'zh-CN': ['上海'], 'en-US': ['Shanghai'] } },
        { id: 'guangzhou', forms: { 'zh-CN': ['广州'], 'en-US': ['Guangzhou'] } },
        { id: 'shenzhen', forms: { 'zh-CN': ['深圳'], 'en-US': ['Shenzhen'] } },
        { id: 'hangzhou', forms: { 'zh-CN': ['杭州'], 'en-US': ['Hangzhou'] } },
        { id: 'chengdu', forms: { 'zh-CN': ['成都'], 'en-US': ['Chengdu'] } },
        { id: 'london', forms: { 'zh-CN': ['伦敦'], 'en-US': ['London'] } },
        { id: 'paris', forms: { 'zh-CN': ['巴黎'], 'en-US': ['Paris'] } },
        { id: 'berlin', forms: { 'zh-CN': ['柏林'], 'en-US': ['Berlin'] } },
        { id: 'new-york', forms: { 'zh-CN': ['纽约'], 'en-US': ['New York'] } },
        { id: 'tokyo', forms: { 'zh-CN': ['东京'], 'en-US': ['Tokyo'] } },
      ],
    },
  },
  rules: {
    'zh-CN': { where: '[{date}][{city}]' },
  },
} as const satisfies InteractionModel;
