import type { InteractionModel } from '@earshot/skills-sdk';

/** Polite and hesitant ways into a request, and Chinese measure words. */
export const rules = {
  'zh-CN': {
    please: '[请|请帮我|帮我|麻烦|麻烦你|给我]',
    lead: '[喂你好|你好|喂|那个][我想问一下][那个]',
    ask: '(请给我|请送|麻烦送|送|送点|帮我送|帮我拿|给我拿|给我送|给我|给我来|我要|我想要|我需要|需要|再来|再给我|再送|再拿|拿|借|我想借|要|能不能送点|能不能送|能不能给我|能不能再给我|可以送|可以给我|可以再给我)',
    unit: '(瓶|双|条|个|套|杯|张|件|卷|把|盒|包|份|床|只|台|壶)',
    n: '({count}<unit>|<unit>)',
    n2: '({secondCount}<unit>|<unit>)',
    and: '(和|还有|加|以及)',
    any: '(一|两|三|四|五|六|七|八|九|十)<unit>',
    tail: '[到房间|上来|过来][吗|谢谢]',
    clean: '(来打扫|打扫|来清洁|清洁|收拾|打扫一下|来打扫一下|来收拾)',
    change: '(帮我换|换|更换|麻烦换|请换)',
    send: '(麻烦你叫|麻烦叫|请叫|叫|派|请派)',
  },
  'en-US': {
    please: '(please|(can|could|would|will) (you|someone|somebody) [please])',
    lead: '[hi|hello|hey] [um|uh]',
    ask: '(<want>|<bring>|[please] (send|bring|get|give) [up] [me|us])',
    bring: '[please|(can|could|would) you [please|maybe]] (send|bring|get) [up] [me|us]',
    want: "(can I (have|get)|could I (have|get)|may I have|can we have|I need|we need|I'd like|I would like|we'd like|I want|and|please send)",
    n: '[a|an|some|another|an extra|extra|more|(a|one|an extra) (pair|bottle|roll|cup|box) of|{count} [more|extra]|{count} (pairs|bottles|rolls|cups|boxes) of]',
    n2: '[a|an|some|another|an extra|extra|(a|one) (pair|bottle|roll|cup|box) of|{secondCount} [more|extra]|{secondCount} (pairs|bottles|rolls|cups|boxes) of]',
    and: '(and|and also|with)',
    units: '(bottles|pairs|rolls|cups|boxes)',
    digit: '(one|two|three|four|five|six|seven|eight|nine|ten)',
    tail: '[to (my|the|our) room|up] [please]',
  },
} as const satisfies InteractionModel['rules'];
