/** The few things that everybody says in a dialogue, whatever the skill: yes, no, forget it, not this but that. */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';

/** Keys of the tokens as one string, spaced as the language writes. */
export function plainText(tokens: readonly Token[], locale: Locale): string {
  return tokens.map(({ key }) => key).join(locale === 'zh-CN' ? '' : ' ');
}

const cancel = {
  'en-US':
    /^(?:(?:no|okay|oh|sorry|please|actually|well) )*(?:never ?mind|forget (?:it|about it|that)|cancel(?: (?:it|that|the order|everything))?|stop(?: it| that)?|leave it|do not bother|no need|i (?:have )?changed my mind|not (?:now|anymore|any more)|that is all|nothing|i do not want (?:it|that|anything)(?: anymore)?)(?: (?:please|thanks|thank you|anymore|now))*$/,
  'zh-CN':
    /^(?:哎|唉|那|那就|还是|好|嗯|我)*(?:算了|不用了|不要了|取消|取消吧|取消掉|没事了|没事|别弄了|不弄了|不点了|不说了|停止|停|停下|退出|当我没说|不需要了|不必了|先不用|不想要了|改天吧|下次吧)(?:吧|了|谢谢|不用了|算了|不要了|没事|啊)*$/,
} as const;

const yes = {
  'en-US':
    /^(?:(?:oh|well|um|uh) )*(?:yes|yeah|yep|yup|sure(?: thing)?|uh huh|mm hmm|mhm|why not|okay|correct|right|exactly|of course|absolutely|definitely|please do|go ahead|do it|that is (?:right|correct|it|fine|good)|sounds (?:good|great)|fine|alright|all right|confirm|confirmed|i do|i am sure|you got it|perfect|please)(?: (?:please|yes|sure|thanks|thank you|okay|that is right|that is fine|go ahead|do it|sir|correct|i am))*$/,
  'zh-CN':
    /^(?:嗯|啊|哦|那)*(?:是|是的|对|对的|好|好的|好啊|好呀|好吧|行|行的|可以|可以的|没错|没问题|确定|确认|要|要的|当然|当然了|嗯|嗯嗯|就这样|就这样吧|就这个|成|中|ok|okay|yes|没有问题|对对|对呀|对啊|是啊|是呀|好嘞|好咧|妥|就是这样)(?:是|的|对|好|好的|啊|呀|吧|了|谢谢|没错|可以|麻烦了|就这样)*$/,
} as const;

const no = {
  'en-US':
    /^(?:(?:oh|well|um|uh) )*(?:no|nope|nah|uh uh|no way|not really|wrong|incorrect|that is (?:wrong|not right|not it|not correct)|do not|please do not|i do not think so|negative)(?: (?:no|thanks|thank you|please|that is wrong|not that|wrong|it is not|do not|i do not))*$/,
  'zh-CN':
    /^(?:嗯|啊|哦|那)*(?:不|不是|不是的|不对|不要|不行|不用|不可以|错了|不好|没有|别|no|不了|不确定|不需要|先不要|先别)(?:不|的|了|啊|呀|吧|是|对|用|要|谢谢)*$/,
} as const;

/** How an answer to a yes-or-no question begins that says more than that: "yes, delete them", 先别删. */
const openings = {
  'en-US': {
    yes: /^(?:(?:oh|well|um|uh|okay) )*(?:yes|yeah|yep|yup|sure|okay|go ahead|of course)(?= )/,
    no: /^(?:(?:oh|well|um|uh|please) )*(?:no|nope|nah|do not|never|(?:i )?(?:would )?rather not|i do not want)\b/,
    against: /\b(?:yes|yeah|no|not|never|but|wait|only|except|instead|until)\b/,
  },
  'zh-CN': {
    yes: /^(?:嗯|啊|哦|那)*(?:是的|对的|对|好的|好|可以|行|没问题|确定|当然)/,
    no: /^(?:嗯|啊|哦|那|先|还是|你|请)*(?:不要|不用|不想|别|不)/,
    against: /[不别没但只等]|算了/,
  },
} as const;

/** Yes or no with more words after it; whoever asks must see whether these say anything else. */
export function openingAnswer(text: string, locale: Locale): { isYes: boolean; rest: string } | undefined {
  const { yes, no, against } = openings[locale];
  const isYes = yes.test(text);
  const opening = (isYes ? yes : no).exec(text)?.[0];
  if (opening === undefined) return undefined;
  const rest = text.slice(opening.length).trim();
  return against.test(rest) ? undefined : { isYes, rest };
}

/** Nobody needs longer for these; it also bounds what the expressions can cost. */
const maxLength = { 'en-US': 60, 'zh-CN': 16 } as const;
const says = (patterns: { readonly [L in Locale]: RegExp }) => (text: string, locale: Locale) =>
  text.length <= maxLength[locale] && patterns[locale].test(text);

export const isCancel = says(cancel);
export const isYes = says(yes);
export const isNo = says(no);

export interface Correction {
  /** What was wrong, when it was said. */
  readonly wrong: string | undefined;
  /** What is to be changed, by its name: 把闹钟改到八点, "change the alarm to eight". */
  readonly target: string | undefined;
  readonly right: string;
  /** `right` still begins with what was wrong: "not two, three". */
  readonly isRun: boolean;
  /** "make that three" says clearly that something changes; "no, three" only in answer to something. */
  readonly isExplicit: boolean;
}

interface Pattern {
  readonly expression: RegExp;
  readonly isExplicit: boolean;
}

const explicit = (expression: RegExp): Pattern => ({ expression, isExplicit: true });
const implied = (expression: RegExp): Pattern => ({ expression, isExplicit: false });

const corrections: { readonly [L in Locale]: readonly Pattern[] } = {
  'zh-CN': [
    explicit(
      /^(?:不对|不|错了|哦|我说的)*不是(?<wrong>.+?)(?:而是|应该是|我要的是|我说的是|是)(?<right>.+?)(?:啊|呀|吧)?$/,
    ),
    explicit(/^(?:不|不对|错了)*(?:不要|别要)(?<wrong>.+?)了?(?:我?要|换成|改成|来)(?<right>.+?)(?:吧|啊)?$/),
    explicit(
      /^(?:不对|错了|不|哦|那|那就|还是|请|帮我|麻烦)*(?:把(?<target>.+?))?(?:改成|换成|改为|换为|改到|调成|变成|改换成)(?<right>.+?)(?:吧|好了|啊)?$/,
    ),
    explicit(
      /^(?:不对|错了|哦|我错了|说错了|等等|等一下)+(?:应该是|是|我要的是|我说的是|要|我要)?(?<right>.+?)(?:吧|啊|才对)?$/,
    ),
    explicit(/^(?:我说的是|我要的是|我是说|应该是)(?<right>.+?)(?:啊|吧|不是(?<wrong>.+))?$/),
    explicit(/^是(?<right>.+?)不是(?<wrong>.+?)$/),
    explicit(/^(?:还是|那就|就)(?:要)?(?<right>.+?)吧$/),
    explicit(
      /^(?:对|是|是的|好|好的|可以|行|嗯)(?:但是|但|不过|只是|就是)(?:要|得|改成|换成|是)?(?<right>.+?)(?:吧|啊)?$/,
    ),
    implied(/^(?:不|不是|不要|不对)(?:要|是)?(?<right>.+)$/),
  ],
  'en-US': [
    explicit(
      /^(?:(?:no|sorry|oh|wait|actually) )*(?:i (?:said|meant|mean|want|wanted|would like) )?(?<right>.+?) (?:and )?not (?:the )?(?<wrong>.+)$/,
    ),
    explicit(
      /^(?:(?:no|sorry|oh|wait|actually) )*not (?:the )?(?<wrong>.+?) (?:but|i (?:said|meant|want)|make it|it is) (?<right>.+)$/,
    ),
    explicit(
      /^(?:(?:no|sorry|oh|wait|actually|please) )*(?:make|change|switch|set|move) (?:(?:it|that|them|this|those)|the (?<target>.+?)) (?:to |into |for |at )?(?<right>.+?)(?: instead)?(?: please)?$/,
    ),
    explicit(/^(?:(?:no|sorry|oh|oops|wait|hang on|hold on) )*i (?:said|meant|mean) (?<right>.+)$/),
    explicit(/^(?:(?:no|sorry|oh|oops|wait|actually|i (?:said|meant)) )*not (?:the )?(?<run>.+)$/),
    implied(/^(?:oh )?(?:oops|whoops|wrong) (?<right>.+)$/),
    explicit(
      /^(?:(?:no|oh|sorry|um|uh|hang on|hold on) )*(?:actually|rather|wait|hang on|hold on|sorry|scratch that|correction) (?:no )?(?:actually )?(?:make (?:it|that) )?(?<right>.+?)(?: instead)?(?: please)?$/,
    ),
    explicit(/^(?:no )?(?<right>.+?) instead(?: please)?$/),
    explicit(/^(?:yes|yeah|yep|right|okay|sure|correct) but (?:make (?:it|that) )?(?<right>.+)$/),
    implied(
      /^(?:no|nope|not that|wrong) (?:(?:i want|it is|it should be|that should be|the) )?(?<right>.+)$/,
    ),
  ],
};

/** "不是两瓶，是三瓶", "no, the bedroom", "make that three", 改成三杯. */
export function correctionsIn(text: string, locale: Locale): Correction[] {
  const found: Correction[] = [];
  for (const { expression, isExplicit } of corrections[locale]) {
    const groups = expression.exec(text)?.groups;
    const right = groups?.['right'] ?? groups?.['run'];
    if (right === undefined) continue;
    const isRun = groups?.['run'] !== undefined;
    found.push({ wrong: groups?.['wrong'], target: groups?.['target'], right, isRun, isExplicit });
  }
  return found;
}

const followUps = {
  'en-US':
    /^(?:(?:oh|okay|um) )*(?:(?:and|also|plus|then|and also|as well as|another thing)(?: (?:what|how) about)?|(?:what|how) about|and (?:what|how) about|(?:can|could) (?:i|we|you) also (?:have|get|bring|send|do)?|i (?:would|will) also (?:like|take|have|need)|i also (?:want|need)|add|the same (?:for|in)|same (?:for|in)) (?<rest>.+?)(?: (?:too|as well|also|please))*$|^(?<bare>.+?) (?:too|as well|also)$/,
  'zh-CN':
    /^(?:嗯|哦|对了|那)*(?:再来|再要|再加|再给我来|再给我|再拿|再送|再帮我拿|再|还要|还有|还需要|另外再|另外|然后再|然后|也|同样|加上|加|和|以及|顺便|那)(?:来|要|给我|送|拿|把|加|是)?(?<rest>.+?)(?:呢|吧|也要|也是|也一样|一样|啊)*$|^(?<bare>.+?)(?:呢|也要|也一样|也是|也(?:打开|开|关掉|关上|关了|关|调|送|来)(?:一下|吧|了)?)$/,
} as const;

/** "and a pair of slippers", 再来双拖鞋, "what about tomorrow", 那卧室呢: what follows. */
export function followUpIn(text: string, locale: Locale): string | undefined {
  const groups = followUps[locale].exec(text)?.groups;
  return groups?.['rest'] ?? groups?.['bare'];
}

/** Whether it adds another of the same ("再来", "and") rather than asking the same elsewhere ("what about"). */
export function isAddition(text: string, locale: Locale): boolean {
  return locale === 'zh-CN'
    ? /再|还|另外|加/.test(text)
    : /^(?:and|also|plus|add|i also|i (?:would|will) also|(?:can|could) \w+ also)\b/.test(text);
}

/** Words that may stand around the values of an answer without adding anything. */
const light: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set(
    'a an the of to for in at on with and please i would like want need it that them is be some my me my we us one ones make pair pairs bottle bottles cup cups piece pieces glass glasses set sets sized size can have get no yes just okay so then um uh light lights room o instead actually too also as well'.split(
      ' ',
    ),
  ),
  'zh-CN': new Set([
    ...'的了吧呢啊呀嘛哦要来我给个瓶杯双条张套件间份只块把本包盒袋支根台是在到就那请再还和送也一下位壶碗盘罐床对片点',
  ]),
};

/** Words that alone ask for nothing, whatever skills know them: questions begun, courtesy, pointing. */
const empty: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set(
    'what where when who whom whose which why how a an the this that these those it its i me my we us our you your he him his she her they them their is are am was were be been do does did have has had can could would will shall should may might must not no yes yeah okay right well so then and or but if for from to of in on at by with about as than up there here please thanks thank sorry hi hello hey um uh oh ah tell give get go say said see know think let want need like look come good great nice sure really very too again now just maybe some any much many more all one'.split(
      ' ',
    ),
  ),
  'zh-CN': new Set([
    ...'的了吧吗呢啊呀嘛哦嗯哎喂唉诶我你您他她它们这那哪谁什么怎样几多少为何是不没有在和跟把给让要想会能可以请好对行就都也还再很太真来去到说看听点个些里',
  ]),
};

/** Whether nothing of these tells what is wanted. */
export function isEmptyTalk(tokens: readonly Token[], locale: Locale): boolean {
  return tokens.every(({ key }) => isEmptyWord(key, locale));
}

export const isEmptyWord = (key: string, locale: Locale): boolean => empty[locale].has(key);

/** Words that stand for something named before. Recognisers write 他 for 它. */
export const pronouns: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set(['it', 'them', 'that', 'those']),
  'zh-CN': new Set(['它', '他']),
};

/** How many words of these are neither values nor small talk. */
export function countHeavy(tokens: readonly Token[], locale: Locale): number {
  return tokens.filter(({ key }) => !light[locale].has(key)).length;
}
