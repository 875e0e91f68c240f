/** What skills of the house say, short and long: sentences that voices are measured with. */
import type { Locale } from '@earshot/skills-sdk';

export const replies: Readonly<Record<Locale, readonly string[]>> = {
  'en-US': [
    'Okay.',
    'I turned on the kitchen light.',
    'Your timer for ten minutes has started.',
    'It is a quarter past seven in the morning.',
    'Tomorrow will be cloudy with light rain in the afternoon.',
    'I could not reach the bakery, so I will try again in a moment.',
    'Your appointment with the dentist is on Thursday at half past nine, and the car has to go to the garage before that.',
    'Breakfast is served in the garden room on the first floor from seven until eleven, and you can have it in your room as well.',
  ],
  'zh-CN': [
    '好的。',
    '已经打开客厅的灯。',
    '十分钟的计时器已经开始了。',
    '现在是早上七点一刻。',
    '明天多云，下午有小雨。',
    '我现在联系不上面包店，过一会儿再试一次。',
    '您和牙医的预约是星期四上午九点半，在那之前汽车要送去修理。',
    '早餐七点到十一点在一楼的花园餐厅供应，也可以送到您的房间。',
  ],
};
