import type { Enumeration } from '@earshot/skills-sdk';

/** Closed lists of a hotel: what is brought, what breaks, where guests go. */
export const types = {
  Item: {
    values: [
      {
        id: 'water',
        forms: {
          'zh-CN': ['水', '矿泉水', '瓶装水'],
          'en-US': ['bottles of water', 'bottle of water', 'water', 'waters'],
        },
      },
      { id: 'tea', forms: { 'zh-CN': ['茶叶', '茶', '茶包'], 'en-US': ['tea', 'tea bags', 'teas'] } },
      { id: 'coffee', forms: { 'zh-CN': ['咖啡'], 'en-US': ['coffees', 'coffee', 'instant coffee'] } },
      { id: 'ice', forms: { 'zh-CN': ['冰块', '冰'], 'en-US': ['ice', 'ice cubes'] } },
      { id: 'towel', forms: { 'zh-CN': ['毛巾'], 'en-US': ['towels', 'towel', 'hand towels'] } },
      { id: 'bath-towel', forms: { 'zh-CN': ['浴巾'], 'en-US': ['bath towels', 'bath towel'] } },
      { id: 'bathrobe', forms: { 'zh-CN': ['浴袍', '浴衣'], 'en-US': ['bathrobes', 'bathrobe', 'robe'] } },
      {
        id: 'slippers',
        forms: { 'zh-CN': ['拖鞋'], 'en-US': ['slippers', 'pair of slippers', 'pairs of slippers'] },
      },
      { id: 'pillow', forms: { 'zh-CN': ['枕头'], 'en-US': ['pillows', 'pillow'] } },
      { id: 'blanket', forms: { 'zh-CN': ['毯子', '被子'], 'en-US': ['blankets', 'blanket', 'duvet'] } },
      {
        id: 'toothbrush',
        forms: {
          'zh-CN': ['牙刷', '牙具', '洗漱用品'],
          'en-US': ['toothbrushes', 'toothbrush', 'dental kit'],
        },
      },
      { id: 'toothpaste', forms: { 'zh-CN': ['牙膏'], 'en-US': ['toothpaste'] } },
      { id: 'shampoo', forms: { 'zh-CN': ['洗发水', '洗发液'], 'en-US': ['shampoo'] } },
      { id: 'shower-gel', forms: { 'zh-CN': ['沐浴露'], 'en-US': ['shower gel', 'body wash'] } },
      { id: 'soap', forms: { 'zh-CN': ['香皂', '肥皂', '洗手液'], 'en-US': ['soap'] } },
      { id: 'comb', forms: { 'zh-CN': ['梳子'], 'en-US': ['combs', 'comb'] } },
      { id: 'razor', forms: { 'zh-CN': ['剃须刀', '刮胡刀'], 'en-US': ['razors', 'razor', 'shaving kit'] } },
      { id: 'toilet-paper', forms: { 'zh-CN': ['卫生纸', '厕纸', '纸'], 'en-US': ['toilet paper'] } },
      { id: 'tissues', forms: { 'zh-CN': ['纸巾', '抽纸'], 'en-US': ['tissues', 'paper tissues'] } },
      { id: 'hair-dryer', forms: { 'zh-CN': ['吹风机', '电吹风'], 'en-US': ['hair dryer', 'hairdryer'] } },
      { id: 'iron', forms: { 'zh-CN': ['熨斗', '电熨斗', '熨衣板'], 'en-US': ['iron', 'ironing board'] } },
      { id: 'hangers', forms: { 'zh-CN': ['衣架'], 'en-US': ['hangers', 'clothes hangers'] } },
      {
        id: 'phone-charger',
        forms: {
          'zh-CN': ['手机充电器', '充电器', '充电线', '充电宝'],
          'en-US': ['phone charger', 'charger'],
        },
      },
      {
        id: 'adapter',
        forms: {
          'zh-CN': ['转换插头', '转换器', '插线板'],
          'en-US': ['adapter', 'power adapter', 'plug adapter'],
        },
      },
      { id: 'umbrella', forms: { 'zh-CN': ['雨伞', '伞'], 'en-US': ['umbrellas', 'umbrella'] } },
      {
        id: 'cot',
        forms: { 'zh-CN': ['婴儿床', '加床'], 'en-US': ['cot', 'crib', 'extra bed', 'baby bed'] },
      },
      { id: 'fruit', forms: { 'zh-CN': ['水果'], 'en-US': ['fruit', 'some fruit'] } },
      {
        id: 'glass',
        forms: { 'zh-CN': ['杯子', '玻璃杯'], 'en-US': ['glasses of water', 'cups', 'drinking glasses'] },
      },
      { id: 'sewing-kit', forms: { 'zh-CN': ['针线包'], 'en-US': ['sewing kit'] } },
      { id: 'bin-bags', forms: { 'zh-CN': ['垃圾袋'], 'en-US': ['bin bags', 'trash bags'] } },
    ],
  },
  Linen: {
    values: [
      { id: 'sheets', forms: { 'zh-CN': ['床单', '被单'], 'en-US': ['sheets', 'bed sheets', 'bed linen'] } },
      { id: 'pillowcase', forms: { 'zh-CN': ['枕套'], 'en-US': ['pillowcases', 'pillowcase'] } },
      { id: 'duvet-cover', forms: { 'zh-CN': ['被套'], 'en-US': ['duvet cover'] } },
      { id: 'towels', forms: { 'zh-CN': ['毛巾', '浴巾'], 'en-US': ['towels', 'bath towels'] } },
    ],
  },
  Fixture: {
    values: [
      {
        id: 'air-conditioner',
        forms: { 'zh-CN': ['空调'], 'en-US': ['air conditioner', 'air conditioning', 'AC'] },
      },
      { id: 'heating', forms: { 'zh-CN': ['暖气'], 'en-US': ['heating', 'heater', 'radiator'] } },
      { id: 'television', forms: { 'zh-CN': ['电视', '电视机'], 'en-US': ['television', 'TV', 'tv'] } },
      { id: 'remote', forms: { 'zh-CN': ['遥控器'], 'en-US': ['remote', 'remote control'] } },
      {
        id: 'light',
        forms: { 'zh-CN': ['灯', '灯泡', '台灯'], 'en-US': ['light', 'lights', 'light bulb', 'lamp'] },
      },
      { id: 'toilet', forms: { 'zh-CN': ['马桶', '厕所'], 'en-US': ['toilet'] } },
      { id: 'shower', forms: { 'zh-CN': ['淋浴', '花洒', '喷头'], 'en-US': ['shower', 'shower head'] } },
      { id: 'tap', forms: { 'zh-CN': ['水龙头', '龙头'], 'en-US': ['tap', 'faucet'] } },
      { id: 'sink', forms: { 'zh-CN': ['洗手池', '水池', '下水道'], 'en-US': ['sink', 'drain', 'bathtub'] } },
      { id: 'door', forms: { 'zh-CN': ['门', '门锁', '房门'], 'en-US': ['door', 'door lock', 'lock'] } },
      { id: 'window', forms: { 'zh-CN': ['窗户', '窗帘'], 'en-US': ['window', 'curtain', 'curtains'] } },
      { id: 'safe', forms: { 'zh-CN': ['保险箱'], 'en-US': ['safe'] } },
      { id: 'fridge', forms: { 'zh-CN': ['冰箱'], 'en-US': ['fridge', 'minibar', 'refrigerator'] } },
      { id: 'kettle', forms: { 'zh-CN': ['水壶', '热水壶'], 'en-US': ['kettle'] } },
      { id: 'telephone', forms: { 'zh-CN': ['电话'], 'en-US': ['phone', 'telephone'] } },
      { id: 'socket', forms: { 'zh-CN': ['插座'], 'en-US': ['socket', 'outlet', 'power outlet'] } },
      { id: 'hair-dryer', forms: { 'zh-CN': ['吹风机'], 'en-US': ['hair dryer'] } },
    ],
  },
  Fault: {
    values: [
      {
        id: 'broken',
        forms: {
          'zh-CN': ['坏了', '坏掉了', '用不了', '不能用', '打不开'],
          'en-US': ['broken', 'is broken', "isn't working", 'not working', 'does not work', "doesn't work"],
        },
      },
      {
        id: 'blocked',
        forms: { 'zh-CN': ['堵了', '堵住了'], 'en-US': ['blocked', 'is blocked', 'clogged', 'is clogged'] },
      },
      {
        id: 'leaking',
        forms: {
          'zh-CN': ['漏水', '漏水了', '滴水'],
          'en-US': ['leaking', 'is leaking', 'dripping', 'leaks'],
        },
      },
      {
        id: 'no-hot-water',
        forms: { 'zh-CN': ['没有热水', '没热水', '不出热水'], 'en-US': ['no hot water', 'has no hot water'] },
      },
      { id: 'no-water', forms: { 'zh-CN': ['没有水', '不出水'], 'en-US': ['no water', 'has no water'] } },
      {
        id: 'no-signal',
        forms: { 'zh-CN': ['没有信号', '没信号'], 'en-US': ['no signal', 'has no signal', 'no picture'] },
      },
      {
        id: 'not-cooling',
        forms: {
          'zh-CN': ['不制冷', '不凉', '坏了不制冷'],
          'en-US': ["isn't cooling", 'is not cooling', 'not cooling'],
        },
      },
      {
        id: 'not-heating',
        forms: { 'zh-CN': ['不制热', '不热'], 'en-US': ["isn't heating", 'is not heating', 'not warm'] },
      },
      {
        id: 'not-lighting',
        forms: {
          'zh-CN': ['不亮了', '不亮'],
          'en-US': ["isn't on", 'is out', 'has burnt out', "won't turn on"],
        },
      },
      {
        id: 'flickering',
        forms: {
          'zh-CN': ['闪', '闪烁', '在闪'],
          'en-US': ['flickering', 'is flickering', 'keeps flickering'],
        },
      },
      {
        id: 'noisy',
        forms: {
          'zh-CN': ['很吵', '有声音', '噪音很大'],
          'en-US': ['noisy', 'is noisy', 'too loud', 'is too loud'],
        },
      },
      {
        id: 'stuck',
        forms: {
          'zh-CN': ['卡住了', '关不上', '锁不上'],
          'en-US': ['stuck', 'is stuck', "won't open", "won't close"],
        },
      },
    ],
  },
  Feeling: {
    values: [
      {
        id: 'cold',
        forms: {
          'zh-CN': ['太冷', '有点冷', '好冷', '很冷'],
          'en-US': ['too cold', 'cold', 'freezing', 'a bit cold'],
        },
      },
      {
        id: 'hot',
        forms: {
          'zh-CN': ['太热', '有点热', '好热', '很热'],
          'en-US': ['too hot', 'too warm', 'hot', 'a bit warm'],
        },
      },
    ],
  },
  Facility: {
    values: [
      { id: 'breakfast', forms: { 'zh-CN': ['早餐', '早饭'], 'en-US': ['breakfast', 'the breakfast'] } },
      {
        id: 'restaurant',
        forms: { 'zh-CN': ['餐厅', '晚餐', '午餐'], 'en-US': ['restaurant', 'dinner', 'lunch'] },
      },
      { id: 'gym', forms: { 'zh-CN': ['健身房'], 'en-US': ['gym', 'fitness room'] } },
      { id: 'pool', forms: { 'zh-CN': ['游泳池', '泳池'], 'en-US': ['pool', 'swimming pool'] } },
      { id: 'spa', forms: { 'zh-CN': ['水疗', '桑拿'], 'en-US': ['spa', 'sauna'] } },
      { id: 'bar', forms: { 'zh-CN': ['酒吧', '大堂吧'], 'en-US': ['bar', 'lobby bar'] } },
      {
        id: 'reception',
        forms: { 'zh-CN': ['前台', '总台'], 'en-US': ['reception', 'lobby', 'front desk'] },
      },
      { id: 'car-park', forms: { 'zh-CN': ['停车场'], 'en-US': ['car park', 'parking', 'parking lot'] } },
      { id: 'laundry', forms: { 'zh-CN': ['洗衣房'], 'en-US': ['laundry room', 'laundry'] } },
      { id: 'check-out', forms: { 'zh-CN': ['退房'], 'en-US': ['check out', 'check out time'] } },
    ],
  },
  Garment: {
    values: [
      { id: 'shirt', forms: { 'zh-CN': ['衬衫', '衬衣', '上衣'], 'en-US': ['shirts', 'shirt'] } },
      { id: 'trousers', forms: { 'zh-CN': ['裤子'], 'en-US': ['trousers', 'pants', 'pairs of trousers'] } },
      { id: 'suit', forms: { 'zh-CN': ['西装', '套装'], 'en-US': ['suit', 'suits'] } },
      { id: 'dress', forms: { 'zh-CN': ['裙子', '连衣裙'], 'en-US': ['dress', 'dresses', 'skirt'] } },
      { id: 'coat', forms: { 'zh-CN': ['外套', '大衣'], 'en-US': ['coat', 'jacket'] } },
      { id: 'socks', forms: { 'zh-CN': ['袜子'], 'en-US': ['socks', 'pairs of socks'] } },
    ],
  },
  Belonging: {
    values: [
      { id: 'glasses', forms: { 'zh-CN': ['眼镜'], 'en-US': ['glasses', 'sunglasses'] } },
      { id: 'phone', forms: { 'zh-CN': ['手机'], 'en-US': ['phone', 'mobile'] } },
      { id: 'wallet', forms: { 'zh-CN': ['钱包'], 'en-US': ['wallet', 'purse'] } },
      { id: 'passport', forms: { 'zh-CN': ['护照', '身份证'], 'en-US': ['passport'] } },
      { id: 'charger', forms: { 'zh-CN': ['充电器'], 'en-US': ['charger'] } },
      { id: 'bag', forms: { 'zh-CN': ['包', '背包'], 'en-US': ['bag', 'backpack'] } },
      { id: 'clothes', forms: { 'zh-CN': ['衣服', '外套'], 'en-US': ['clothes', 'jacket', 'coat'] } },
      { id: 'watch', forms: { 'zh-CN': ['手表'], 'en-US': ['watch'] } },
      { id: 'key', forms: { 'zh-CN': ['钥匙'], 'en-US': ['keys', 'key'] } },
      { id: 'headphones', forms: { 'zh-CN': ['耳机'], 'en-US': ['headphones', 'earphones'] } },
    ],
  },
} as const satisfies { readonly [name: string]: Enumeration };
