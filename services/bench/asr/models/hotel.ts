/** An interaction model for benchmarks: what a hotel guest asks for. */
import type { InteractionModel } from '@earshot/skills-sdk';

/** What a hotel guest asks the room's speaker for. For benchmarks only. */
export const hotelModel = {
  invocationNames: { 'en-US': ['front desk'], 'zh-CN': ['前台'] },
  types: {
    item: {
      values: [
        {
          id: 'water',
          forms: { 'en-US': ['water', 'bottles of water', 'bottle of water'], 'zh-CN': ['水', '矿泉水'] },
        },
        { id: 'slippers', forms: { 'en-US': ['slippers', 'pair of slippers'], 'zh-CN': ['拖鞋'] } },
        {
          id: 'towel',
          forms: { 'en-US': ['towels', 'towel', 'bath towels', 'bath towel'], 'zh-CN': ['浴巾', '毛巾'] },
        },
        { id: 'pillow', forms: { 'en-US': ['pillow', 'pillows'], 'zh-CN': ['枕头'] } },
        { id: 'blanket', forms: { 'en-US': ['blanket', 'blankets'], 'zh-CN': ['被子', '毯子'] } },
        { id: 'brush', forms: { 'en-US': ['toothbrush', 'toothbrushes'], 'zh-CN': ['牙刷', '牙膏'] } },
        { id: 'paper', forms: { 'en-US': ['toilet paper', 'tissues'], 'zh-CN': ['卫生纸', '纸巾'] } },
        {
          id: 'charger',
          forms: { 'en-US': ['phone charger', 'charger'], 'zh-CN': ['手机充电器', '充电器'] },
        },
        { id: 'adapter', forms: { 'en-US': ['adapter', 'plug adapter'], 'zh-CN': ['转换插头', '插座'] } },
        { id: 'tea', forms: { 'en-US': ['tea', 'coffee'], 'zh-CN': ['茶叶', '咖啡'] } },
        { id: 'soap', forms: { 'en-US': ['soap', 'shampoo'], 'zh-CN': ['香皂', '洗发水'] } },
        { id: 'iron', forms: { 'en-US': ['iron', 'hair dryer'], 'zh-CN': ['熨斗', '吹风机'] } },
      ],
    },
    fixture: {
      values: [
        { id: 'climate', forms: { 'en-US': ['air conditioner', 'heating'], 'zh-CN': ['空调', '暖气'] } },
        { id: 'tv', forms: { 'en-US': ['television', 'tv'], 'zh-CN': ['电视'] } },
        { id: 'toilet', forms: { 'en-US': ['toilet'], 'zh-CN': ['马桶'] } },
        { id: 'shower', forms: { 'en-US': ['shower'], 'zh-CN': ['淋浴', '花洒'] } },
        { id: 'light', forms: { 'en-US': ['light', 'lamp'], 'zh-CN': ['灯', '灯泡', '洗手间的灯'] } },
        { id: 'wifi', forms: { 'en-US': ['wifi', 'internet'], 'zh-CN': ['无线网', '网络'] } },
        { id: 'sink', forms: { 'en-US': ['sink'], 'zh-CN': ['洗手池'] } },
        { id: 'door', forms: { 'en-US': ['door', 'window'], 'zh-CN': ['门', '窗户'] } },
        { id: 'kettle', forms: { 'en-US': ['kettle', 'fridge'], 'zh-CN': ['水壶', '冰箱'] } },
      ],
    },
    belonging: {
      values: [
        { id: 'glasses', forms: { 'en-US': ['glasses'], 'zh-CN': ['眼镜'] } },
        { id: 'phone', forms: { 'en-US': ['phone'], 'zh-CN': ['手机'] } },
        { id: 'wallet', forms: { 'en-US': ['wallet', 'passport'], 'zh-CN': ['钱包', '护照'] } },
        { id: 'key', forms: { 'en-US': ['key', 'key card', 'bag'], 'zh-CN': ['房卡', '包'] } },
      ],
      dataClass: 'preference',
    },
    facility: {
      values: [
        { id: 'gym', forms: { 'en-US': ['gym'], 'zh-CN': ['健身房'] } },
        { id: 'pool', forms: { 'en-US': ['pool'], 'zh-CN': ['游泳池'] } },
        { id: 'breakfast', forms: { 'en-US': ['breakfast'], 'zh-CN': ['早餐'] } },
        { id: 'restaurant', forms: { 'en-US': ['restaurant', 'bar'], 'zh-CN': ['餐厅', '酒吧'] } },
        { id: 'desk', forms: { 'en-US': ['front desk'], 'zh-CN': ['前台'] } },
      ],
    },
    garment: {
      values: [
        { id: 'shirt', forms: { 'en-US': ['shirts', 'shirt'], 'zh-CN': ['衬衫'] } },
        { id: 'trousers', forms: { 'en-US': ['pants', 'pair of pants'], 'zh-CN': ['裤子'] } },
        { id: 'dress', forms: { 'en-US': ['dress', 'jacket'], 'zh-CN': ['裙子', '外套'] } },
      ],
    },
  },
  rules: {
    'en-US': {
      ask: '(could|can|would) you (please|maybe) [send|bring] [up]|(could|can|would) you (send|bring) [up]|please (send|bring) [up]|send|bring [me]|I need|I would like|(could|can) I (have|get)|do you have',
      some: '(a|an|some|an extra|another|more) {item}|{count} [more|extra] {item}',
      hesitation: 'hi [um]|um|hello',
      d: 'zero|oh|one|two|three|four|five|six|seven|eight|nine',
    },
    'zh-CN': {
      ask: '送|给我拿|给我送|再来|再送|再拿|我需要|我要|拿|借|有没有|能不能送|可以送|可以再给我|可以给我',
      please: '麻烦|麻烦你|请|请帮我|帮我|喂你好|你好',
      some: '[{count}][个|瓶|双|条|套|卷|床|把|点]{item}',
      d: '零|一|二|三|四|五|六|七|八|九|幺',
      hesitation: '那个|喂[你好]|你好|我想问一下[那个]|嗯',
    },
  },
  intents: {
    RequestItem: {
      slots: { item: { type: 'item' }, item2: { type: 'item' }, count: { type: 'number', min: 1, max: 20 } },
      samples: {
        'en-US': [
          '[<hesitation>] [I was wondering if] <ask> <some> [to my room] [please]',
          '[<hesitation>] I was wondering if you could [maybe] (send|bring) [up] <some>',
          '[and] <some> [please]',
          '<some> and <some> [please]',
          '<ask> <some> and <some> [please]',
          "(we're|I'm) out of {item}",
          "there's (only {count}|no) {item} [and there are {count} of us]",
          'do you have (a|an) {item} I could borrow',
        ],
        'zh-CN': [
          '[<hesitation>][<hesitation>][<please>]<ask><some>[(到|上)房间|上来|过来|吗|借一下]',
          '[<please>]<ask><some>和<some>[到房间]',
          '没有{item}了',
          '{item}(只有{count}条|不够)[我们是{count}个人]',
        ],
      },
    },
    WhereIsItem: {
      slots: { item: { type: 'item' } },
      samples: {
        'en-US': ['where (is|are) my {item}', 'my {item} (has|have) not arrived'],
        'zh-CN': ['[刚才要的]{item}怎么还没(送来|来|到)'],
      },
    },
    CleanRoom: {
      slots: { when: { type: 'time' } },
      samples: {
        'en-US': [
          '(can|could) (someone|you) clean (the|my) room [now|later|after {when}]',
          'please clean (the|my) room [now|later|after {when}]',
          'no housekeeping [today|tomorrow]',
        ],
        'zh-CN': [
          '[现在]可以打扫一下房间吗',
          '[请|麻烦]{when}[以后|之后]来打扫[房间]',
          '(今天|明天)不用打扫[了]',
          '[请|麻烦][现在](来|来人)打扫[一下]房间',
        ],
      },
    },
    DoNotDisturb: {
      samples: { 'en-US': ['[please] do not disturb', 'cancel do not disturb'], 'zh-CN': ['[取消]请勿打扰'] },
    },
    ChangeLinen: {
      samples: {
        'en-US': [
          'the (sheets|towels|pillows) are dirty [could you change them]',
          '(could|can) you change the (sheets|towels)',
        ],
        'zh-CN': ['(床单|被子|枕头|毛巾)(脏|湿)了[帮我换一下]', '[请]帮我换一下(床单|被子|毛巾)'],
      },
    },
    ReportFault: {
      slots: { fixture: { type: 'fixture' } },
      samples: {
        'en-US': [
          "the {fixture} (is|isn't) (blocked|broken|leaking|cooling|working|heating)",
          'the {fixture} has no (signal|water|power)',
          "there's no (hot water|water|power|signal) [in the (shower|bathroom|room)]",
          "I (can't|cannot) connect to the {fixture}",
          'the {fixture} (keeps flickering|is too loud|does not work)',
        ],
        'zh-CN': [
          '[<hesitation>][麻烦你叫人来看一下]{fixture}(坏了|堵了|漏水|不亮了|连不上|打不开|没有信号|没有热水|不制冷|一直在闪|有问题)[了]',
          '{fixture}坏了(不制冷|不制热|不亮了)',
          '[麻烦你]叫人来(看|修)一下{fixture}',
        ],
      },
    },
    WifiPassword: {
      samples: {
        'en-US': ["what's the (wifi|internet) password", 'what is the wifi password'],
        'zh-CN': ['(无线网|网络)密码是(多少|什么)', '无线网[怎么连]'],
      },
    },
    AskFacility: {
      slots: { facility: { type: 'facility' } },
      samples: {
        'en-US': [
          '(what time|when) (is|does) [the] {facility} [open|close|start|end]',
          'where is [the] {facility}',
          'which floor is [the] {facility} on',
        ],
        'zh-CN': ['{facility}几点(开始|结束|开门|关门)', '{facility}在(几楼|哪里|哪儿)'],
      },
    },
    WakeUpCall: {
      slots: { when: { type: 'datetime' } },
      samples: {
        'en-US': [
          '[a] wake up call [at|for] {when}',
          'make it {when} instead',
          'cancel (my|the) wake up call',
        ],
        'zh-CN': ['{when}叫醒我', '叫醒[服务]改到{when}', '取消叫醒[服务]'],
      },
    },
    Laundry: {
      slots: {
        garment: { type: 'garment' },
        garment2: { type: 'garment' },
        count: { type: 'number', min: 1, max: 20 },
      },
      samples: {
        'en-US': [
          'I have [some] laundry to pick up',
          'pick up [my] laundry [please]',
          '{count} {garment} and {count} {garment2}',
        ],
        'zh-CN': [
          '[我]有衣服要洗',
          '{garment}{count}(件|条)[{garment2}{count}(件|条)]',
          '[来]收一下(衣服|脏衣服)',
        ],
      },
    },
    Taxi: {
      slots: { when: { type: 'datetime' } },
      samples: {
        'en-US': [
          '(could|can) you (call|get) me a (taxi|cab) [(for|at) {when}]',
          'I need a (taxi|cab) [(for|at) {when}]',
        ],
        'zh-CN': ['[{when}]帮我叫[一]辆(出租车|车)', '[{when}]我要[一辆]出租车'],
      },
    },
    Luggage: {
      samples: {
        'en-US': [
          'I need help with my (luggage|bags)',
          '(can|could) someone (get|carry|store) my (luggage|bags)',
        ],
        'zh-CN': ['帮我叫[个]人(拿|搬)行李', '[我要|可以]寄存行李[吗]'],
      },
    },
    CheckOut: {
      slots: { when: { type: 'time' } },
      samples: {
        'en-US': [
          "I'd like to check out",
          '(can|could) I check out [late] [at {when}]',
          'late check out [please]',
        ],
        'zh-CN': ['[我]要退房', '可以(晚一点|{when})退房吗'],
      },
    },
    StayLonger: {
      slots: { nights: { type: 'number', min: 1, max: 30 } },
      samples: {
        'en-US': ["I'd like to stay (another|one more) night", "I'd like to stay {nights} more nights"],
        'zh-CN': ['我(想|要)续住{nights}(晚|天)', '[我](想|要)续住'],
      },
    },
    ChangeRoom: {
      samples: {
        'en-US': ['(can|could) I (have|get) a (quieter|different|bigger) room', "I'd like to change rooms"],
        'zh-CN': ['[能|可以][给我]换一间(安静|大一点|别)的房间[吗]', '我(想|要)换房[间]'],
      },
    },
    LockedOut: {
      slots: { belonging: { type: 'belonging' } },
      samples: {
        'en-US': ['I (locked myself out|lost my key)', 'I left my {belonging} in the room'],
        'zh-CN': ['[我的]{belonging}(忘|落)在房间里了[帮我开[一]下门]', '帮我开[一]下门'],
      },
    },
    Invoice: {
      samples: {
        'en-US': ['I need (an invoice|a receipt)', 'print my invoice'],
        'zh-CN': ['[帮我]开[一]张发票', '我要发票'],
      },
    },
    CorrectCount: {
      slots: { count: { type: 'number', min: 1, max: 20 }, wrong: { type: 'number', min: 1, max: 20 } },
      samples: {
        'en-US': ['no {count} [bottles|towels] [not {wrong}]', '{count} [bottles|towels] not {wrong}'],
        'zh-CN': ['不是{wrong}(瓶|条|个|双)是{count}(瓶|条|个|双)', '我要{count}(瓶|条|个|双)'],
      },
    },
    PhoneNumber: {
      samples: {
        'en-US': ['my [phone] number is <d> <d> <d> <d> <d> <d> <d> <d> <d> <d>'],
        'zh-CN': ['我的(电话|手机号|号码)是<d><d><d><d><d><d><d><d><d><d><d>'],
      },
    },
  },
} as const satisfies InteractionModel;
