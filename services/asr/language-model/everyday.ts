/**
 * What everybody says to an assistant, whatever the skill: courtesies, yes and no, forget it, and a skill's
 * name in front. The dialogue engine understands these by itself, so the recogniser has to hear them.
 */
import type { Locale } from '@earshot/skills-sdk';

interface Everyday {
  readonly lead: string;
  readonly tail: string;
  /** Whole utterances. */
  readonly answers: readonly string[];
  /** Around a skill's name: in front of a command, or alone. */
  readonly addressed: (name: string) => { readonly lead: string; readonly alone: string };
}

export const everyday: Readonly<Record<Locale, Everyday>> = {
  'en-US': {
    lead: '[um|hey|hi|okay|so] (please|could you [please]|can you [please]|would you|I want to|I would like to|um|okay|hey|hi)',
    tail: 'please|thanks|thank you|now|for me',
    answers: [
      '(yes|yeah|sure|okay|correct|exactly) [please|that is right]|yes do it|go ahead',
      'no [thanks|thank you|way]|nope|wrong',
      'never mind|forget it|cancel [it|that]|stop [it|that]|that is all',
      'mute [the microphone|yourself] [for (an hour|one hour)|until tomorrow]|stop listening [for (an hour|one hour)|until tomorrow]',
    ],
    addressed: (name) => ({ lead: `(ask|tell) ${name} (for|to)`, alone: `(open|start|ask|talk to) ${name}` }),
  },
  'zh-CN': {
    lead: '[嗯|那个|喂|你好] (请|请你|麻烦|麻烦你|帮我|请帮我|能不能|能不能帮我|我想|那个|嗯|你好)',
    tail: '吧|谢谢|好吗|可以吗|啊',
    answers: [
      '是|是的|对|对的|好|好的|可以|行|确定|没错|要',
      '不|不是|不要|不用|不对|不行',
      '算了|不用了|不要了|取消|停|停止|没事了',
      '(关闭|关掉)麦克风[一个小时]|静音[一个小时]|别听了',
    ],
    addressed: (name) => ({ lead: `(让|叫|请|用)${name}`, alone: `(打开|启动|进入)${name}` }),
  },
};
