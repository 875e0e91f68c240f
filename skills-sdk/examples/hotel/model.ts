import type { InteractionModel } from '@earshot/skills-sdk';
import { rules } from './model-rules.ts';
import { types } from './model-types.ts';

/** What a guest asks of a hotel: things brought, rooms cleaned, faults mended, questions answered. */
export const model = {
  invocationNames: {
    'zh-CN': ['客房服务', '前台'],
    'en-US': ['front desk', 'room service'],
  },
  intents: {
    RequestItems: {
      slots: {
        item: {
          type: 'Item',
          required: true,
          elicit: { 'zh-CN': ['您需要什么？'], 'en-US': ['What would you like?'] },
        },
        count: { type: 'number', min: 1, max: 20 },
        secondItem: { type: 'Item' },
        secondCount: { type: 'number', min: 1, max: 20 },
      },
      samples: {
        'zh-CN': [
          '<lead><ask>[<n>]{item}<tail>',
          '<lead><n>{item}<tail>',
          '<ask>[<n>]{item}<and>[<n2>]{secondItem}[到房间]',
          '[<n>]{item}<and><n2>{secondItem}',
          '<lead>没有{item}了',
          '{item}(不够|用完|没)了',
          '{item}只有<n>[我们是{secondCount}个人]',
          '(有没有|有)[<n>]{item}(借一下|可以借吗|吗)',
        ],
        'en-US': [
          '<ask> <n> {item} [<tail>]',
          '<lead> I was wondering if you could [maybe] (send|bring|get) [up] [me|us] <n> {item}',
          '<n> {item} [<tail>]',
          '<want> <n> {item} <and> <n2> {secondItem} [<tail>]',
          '<n> {item} <and> <n2> {secondItem} [please]',
          "[we're|we are|I'm|I am] (out of|missing) {item} [<tail>]",
          'there is no {item} [<tail>]',
          "(there's|there is) only <n> {item} [and there are {secondCount} of us]",
          'do you have [<n>] {item} [I could borrow|I can borrow]',
        ],
      },
    },
    ChangeCount: {
      slots: {
        count: {
          type: 'number',
          required: true,
          min: 1,
          max: 20,
          elicit: { 'zh-CN': ['要几个？'], 'en-US': ['How many?'] },
        },
        item: { type: 'Item' },
      },
      samples: {
        'zh-CN': ['不是<any>[是|要]<n>[{item}]', '改成{count}<unit>[{item}]'],
        'en-US': [
          'no {count} (<units>|{item}) [not <digit>]',
          '{count} (<units>|{item}) not <digit>',
          '[no] make (that|it) {count} [<units>|{item}]',
        ],
      },
    },
    WhereAreItems: {
      slots: { item: { type: 'Item' } },
      samples: {
        'zh-CN': [
          '[刚才|我][要|点]的{item}(怎么还没送来|还没到|什么时候到|到哪了|呢)',
          '{item}怎么还没(送来|到)',
        ],
        'en-US': [
          'where (is|are) (my|the|our) {item}',
          'when (is|are|will) (my|the) {item} [be] (coming|here)',
          "(my|the) {item} (haven't|hasn't) (arrived|come) [yet]",
        ],
      },
    },
    CleanRoom: {
      slots: { time: { type: 'time' } },
      samples: {
        'zh-CN': [
          '<lead>[现在]可以[来]打扫[一下]房间吗',
          '<lead>[现在]<clean>[房间]',
          '<lead>{time}(以后|之后|后|再)<clean>[房间]',
          '<lead>(请|帮我|麻烦){time}<clean>[房间]',
          '房间(需要|要)打扫[一下]',
        ],
        'en-US': [
          '<lead> (can|could) (someone|somebody|you) [please] (clean|make up|tidy) (the|my|our) room [now] [please]',
          '[please] (clean|make up|tidy) (the|my|our) room [now] [please]',
          '[<please>] (clean|make up|tidy) (the|my|our) room (after|at|around) {time} [please]',
          '[<please>] (come back|send housekeeping) [after|at] {time}',
          '[<please>] send housekeeping [now|please]',
          'I need housekeeping',
        ],
      },
    },
    NoCleaning: {
      samples: {
        'zh-CN': [
          '今天(不用|不要|不需要)<clean>[房间][了]',
          '(不用|不要|不需要)<clean>[房间][了]',
          '取消打扫[了]',
        ],
        'en-US': [
          'no (housekeeping|cleaning) today [please]',
          "(don't|do not) clean (the|my) room [today] [please]",
          'no need to clean (the|my) room [today]',
        ],
      },
    },
    ChangeLinen: {
      slots: { item: { type: 'Linen' } },
      samples: {
        'zh-CN': ['[请]<change>[一下]{item}', '{item}脏了[<change>[一下]]', '[请]把{item}(换|更换)一下'],
        'en-US': [
          '[<please>] (change|replace) the {item} [please]',
          'the {item} (is|are) dirty [(could|can) you [please] change (it|them)]',
        ],
      },
    },
    DoNotDisturb: {
      samples: {
        'zh-CN': ['[打开|开启]请勿打扰[模式]', '[请](不要|别)打扰[我|我们]'],
        'en-US': ['[please] do not disturb [me|us] [please]', 'turn on do not disturb'],
      },
    },
    CancelDoNotDisturb: {
      samples: {
        'zh-CN': ['(取消|关闭|关掉)请勿打扰[模式]'],
        'en-US': ['(cancel|turn off|stop|remove) do not disturb'],
      },
    },
    ReportFault: {
      slots: {
        fixture: {
          type: 'Fixture',
          required: true,
          elicit: { 'zh-CN': ['是什么坏了？'], 'en-US': ['What is not working?'] },
        },
        fault: { type: 'Fault' },
      },
      samples: {
        'zh-CN': [
          '<lead>[房间|洗手间|浴室|卧室][里]的{fixture}[一直在|总是|有点]{fault}',
          '<lead>{fixture}[一直在|总是|有点]{fault}',
          '{fixture}坏了[不制冷|不制热|打不开]',
          '<lead><send>人来(看一下|修一下)[房间|洗手间|浴室|卧室][里][的]{fixture}[一直在|总是]{fault}',
          '[请|帮我]修一下{fixture}',
        ],
        'en-US': [
          'the {fixture} [in (the|my) (room|bathroom)] {fault}',
          'the {fixture} (is|are) {fault}',
          "(there's|there is|I have|we have) {fault} (in|on|from) the {fixture}",
          'the {fixture} has {fault}',
          '[<please>] (fix|repair) the {fixture} [please]',
          "there's something wrong with the {fixture}",
          '(can|could) (someone|somebody) (come and (look at|fix|repair)|look at) the {fixture} [please]',
        ],
      },
    },
    RoomClimate: {
      slots: {
        feeling: {
          type: 'Feeling',
          required: true,
          elicit: { 'zh-CN': ['太冷还是太热？'], 'en-US': ['Too cold or too hot?'] },
        },
      },
      samples: {
        'zh-CN': ['[房间|屋里|这里]{feeling}[了]'],
        'en-US': ["(it's|it is|the room is|my room is) {feeling} [in here]", "I'm {feeling}"],
      },
    },
    WakeUpCall: {
      slots: {
        when: {
          type: 'datetime',
          required: true,
          elicit: { 'zh-CN': ['几点叫醒您？'], 'en-US': ['For what time?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[请|麻烦]{when}[打电话]叫醒我',
          '(我要|需要|订)[一]个[{when}的]叫醒[服务]',
          '叫醒服务{when}',
        ],
        'en-US': [
          '[<please>] [I need|I want|I would like] [a] wake up call [at|for] {when} [please]',
          '[<please>] call me [at] {when} to wake me up [please]',
          '[I need|I want|I would like] a wake up call [please]',
        ],
      },
    },
    ChangeWakeUpCall: {
      slots: {
        when: {
          type: 'datetime',
          required: true,
          elicit: { 'zh-CN': ['改到几点？'], 'en-US': ['To what time?'] },
        },
      },
      samples: {
        'zh-CN': ['[把]叫醒[服务][时间](改到|改成|换到){when}'],
        'en-US': ['(change|move) (my|the) wake up call to {when}', 'make it {when} [instead]'],
      },
    },
    CancelWakeUpCall: {
      samples: {
        'zh-CN': ['取消叫醒[服务]', '(不用|不要)叫醒[我][了]'],
        'en-US': ['cancel (my|the) wake up call [please]', 'no wake up call [please]'],
      },
    },
    AskHours: {
      slots: {
        facility: {
          type: 'Facility',
          required: true,
          elicit: { 'zh-CN': ['您问的是哪里？'], 'en-US': ['Which place do you mean?'] },
        },
      },
      samples: {
        'zh-CN': [
          '[请问]{facility}(几点|什么时候)(开始|开门|关门|结束|供应|营业)',
          '[请问]{facility}(开到|营业到)几点',
        ],
        'en-US': [
          '(when|what time) (does|do) the {facility} (open|close|start|end|finish)',
          '(when|what time) is [the] {facility} [served|open]',
          'is the {facility} [still] open',
        ],
      },
    },
    AskPlace: {
      slots: {
        facility: {
          type: 'Facility',
          required: true,
          elicit: { 'zh-CN': ['您问的是哪里？'], 'en-US': ['Which place do you mean?'] },
        },
      },
      samples: {
        'zh-CN': ['[请问]{facility}在(几楼|哪里|哪儿|什么地方)', '[请问]在哪里(吃|用){facility}'],
        'en-US': [
          "(where is|where's|which floor is) [the] {facility} [on]",
          'how do I get to the {facility}',
        ],
      },
    },
    WifiPassword: {
      samples: {
        'zh-CN': ['[请问](无线网|无线网络|网络)[的]密码(是多少|是什么|多少)', '怎么连(无线网|网络)'],
        'en-US': [
          "(what is|what's) the (wifi|wireless|internet) password",
          'how do I (connect to|get on) the (wifi|internet)',
        ],
      },
    },
    WifiProblem: {
      samples: {
        'zh-CN': ['(无线网|无线网络|网络)(连不上|断了|很慢|太慢了|没信号|用不了)', '[我]连不上(无线网|网络)'],
        'en-US': [
          "I (can't|cannot) (connect to|get on) the (wifi|internet)",
          'the (wifi|internet) (is|is very|is too) (slow|down|broken)',
          "the (wifi|internet) (isn't|is not|doesn't) (working|work)",
        ],
      },
    },
    CheckOut: {
      samples: {
        'zh-CN': ['<lead>(我要|我想|办理|帮我办|帮我)退房'],
        'en-US': [
          "<lead> [I'd like|I would like|I want|we'd like|we want] to check out [now|please]",
          "I'm checking out",
        ],
      },
    },
    LateCheckOut: {
      slots: { time: { type: 'time' } },
      samples: {
        'zh-CN': [
          '<lead>[我]可以(晚一点|晚点|延迟|迟一点)退房吗',
          '<lead>[我][可以|想|能]{time}退房[吗]',
          '<lead>(我想|申请)(晚一点|晚点|延迟|延时)退房',
        ],
        'en-US': [
          '<lead> (can|could|may) (I|we) [please] check out (at|by|around) {time} [please]',
          '<lead> (can|could|may) (I|we) [please] [have a|get a] (check out later|late check out) [please]',
        ],
      },
    },
    ExtendStay: {
      slots: { nights: { type: 'number', min: 1, max: 30 } },
      samples: {
        'zh-CN': ['<lead>(我想|我要|可以)(续住|多住|再住)[{nights}晚|{nights}天][吗]', '续住[{nights}晚]'],
        'en-US': [
          "<lead> [I'd like|I would like|I want|we'd like|can I|could we] [to] stay (another|one more) night [please]",
          "<lead> [I'd like|I would like|I want|we'd like|can I|could we] [to] stay [for] {nights} more nights [please]",
          '(extend|prolong) (my|our) stay',
        ],
      },
    },
    CallTaxi: {
      slots: { when: { type: 'datetime' } },
      samples: {
        'zh-CN': [
          '<lead>[{when}]<please>叫[一辆|个|辆](出租车|车|的士)[{when}]',
          '<lead>{when}[我]要[一辆]出租车',
        ],
        'en-US': [
          '(could|can|would) you [please] (call|book|order|get) [me|us] a (taxi|cab) [for|at] [{when}] [please]',
          '[please] (call|book|order) [me|us] a (taxi|cab) [for|at] [{when}]',
          '(I need|we need) a (taxi|cab) [for|at] [{when}]',
        ],
      },
    },
    Luggage: {
      samples: {
        'zh-CN': [
          '<lead><please>(叫个人|叫人|派人|找人)(拿|搬|取|来拿|来取)[一下][我的]行李',
          '<lead>(拿|搬|取|寄存)[一下]行李',
        ],
        'en-US': [
          '<lead> (I|we) need help with (my|our|the) (luggage|bags|suitcases)',
          '<lead> (can|could) (someone|somebody) [please] (take|collect|pick up|carry) (my|our|the) (luggage|bags) [please]',
        ],
      },
    },
    LockedOut: {
      samples: {
        'zh-CN': [
          '<lead>房卡(忘在房间里了|丢了|不见了|打不开门)[帮我开[下|一下]门]',
          '<lead><please>开[下|一下]门',
          '我进不去房间',
        ],
        'en-US': [
          '(I|we) (locked|have locked) (myself|ourselves) out',
          '(I|we) (lost|have lost|forgot) (my|our|the) (key|key card|room key)',
          "my key [card] (doesn't|does not) work",
          "I (can't|cannot) get into my room",
        ],
      },
    },
    Laundry: {
      slots: {
        garment: { type: 'Garment' },
        count: { type: 'number', min: 1, max: 30 },
        secondGarment: { type: 'Garment' },
        secondCount: { type: 'number', min: 1, max: 30 },
      },
      samples: {
        'zh-CN': [
          '<lead>[我]有(衣服|衣物)要洗',
          '<lead>(洗|送洗|收)[一下](衣服|衣物)',
          '{garment}{count}(件|条|套)[{secondGarment}{secondCount}(件|条|套)]',
        ],
        'en-US': [
          '<lead> (I|we) have [some] (laundry|clothes) [to pick up|to wash]',
          '[<please>] (pick up|collect) (my|our) laundry [please]',
          '{count} {garment} [and {secondCount} {secondGarment}]',
        ],
      },
    },
    LostProperty: {
      slots: {
        thing: {
          type: 'Belonging',
          required: true,
          elicit: { 'zh-CN': ['您忘了什么？'], 'en-US': ['What did you leave behind?'] },
        },
      },
      samples: {
        'zh-CN': [
          '<lead>[我的|我把]{thing}(忘|落|丢)在(房间|餐厅|健身房|大堂)[里][了]',
          '[我]找不到[我的]{thing}[了]',
        ],
        'en-US': [
          '(I|we) (left|forgot) (my|our) {thing} in the (room|restaurant|gym|lobby|bathroom)',
          "I (lost|can't find) my {thing}",
        ],
      },
    },
    Invoice: {
      samples: {
        'zh-CN': ['<lead>(开|要|打印)[一]张(发票|账单)', '<lead>(请|请帮我|帮我|麻烦)开[一张]发票'],
        'en-US': [
          '<lead> (can|could) (I|we) [please] (have|get) (an|the|my) (invoice|receipt|bill) [please]',
          "<lead> (I'd like|I would like|I need) (an|the|my) (invoice|receipt|bill) [please]",
        ],
      },
    },
    ChangeRoom: {
      samples: {
        'zh-CN': [
          '<lead>(能|可以|可不可以|我想|我要)换[一]间[安静的|大一点的|安静一点的]房间[吗]',
          '<lead>(我想|我要)换房间',
        ],
        'en-US': [
          '<lead> (can|could) (I|we) [please] (have|get|change to|move to) (another|a different|a quieter|a bigger) room [please]',
          "<lead> (I'd like|I want) to change rooms",
        ],
      },
    },
  },
  types,
  rules,
} as const satisfies InteractionModel;
