/** What fills the slots of sentences without identifiers: times, rooms, songs, sums. */
import { chance, digits, hex, int, n2w, pad, pairW, pick, zhDig, zhNum } from './core.mjs';
import { U } from './values.mjs';

const zn = (a, b) => {
  const n = int(a, b);
  return chance(0.5) ? String(n) : zhNum(n);
};
const ew = (a, b) => {
  const n = int(a, b);
  return chance(0.5) ? String(n) : n2w(n);
};
const S = (s) => s.trim().split(/\s*,\s*/);
const zhCity = S(
  '北京,上海,成都,深圳,杭州,长沙,西安,重庆,石家庄,张家口,哈尔滨,乌鲁木齐,三亚,大理,苏州,青岛,高雄,安康,永安,文昌,万宁,秦皇岛,李沧,马鞍山,黄山,金华,东京,巴黎,曼谷,悉尼,新加坡,莫斯科,首尔,约旦,乔治敦',
);
const enCity = S(
  'London,Paris,Chicago,Austin,Tokyo,Berlin,Charlotte,Madison,Jackson,Lincoln,Houston,Dallas,Sydney,Victoria,Florence,Georgia,Jordan,Chad,San Diego,Santa Rosa,St. Louis,Boise,Denver,Phoenix,Beijing,Mumbai,Lagos,Toronto,Dublin,Israel,Jamaica,Alexandria,Raleigh,Orlando,San Antonio',
);
const zhSong = S(
  '七里香,平凡之路,后来,晴天,稻香,小苹果,成都,南山南,红豆,光辉岁月,海阔天空,孤勇者,起风了,十年,一千年以后,二零零二年的第一场雪,李香兰,董小姐,安和桥,我的名字,五月天的倔强,玫瑰,方圆几里,少年,万疆',
);
const zhArt = S(
  '周杰伦,邓紫棋,陈奕迅,五月天,刘德华,林俊杰,王菲,薛之谦,孙燕姿,李荣浩,毛不易,张学友,朴树,赵雷,周深',
);
const enSong = S(
  'Yesterday,Bohemian Rhapsody,Jolene,Billie Jean,Hey Jude,Eleanor Rigby,Rosanna,Come On Eileen,Seven Nation Army,Summer of 69,99 Problems,Layla,Roxanne,September,1979,Angie,Mr. Brightside,867-5309,Valerie,Sweet Caroline,Hey There Delilah,Michelle,Nineteen Eighty Five,Fast Car',
);
const enArt = S(
  'Taylor Swift,the Beatles,Adele,Ed Sheeran,Beyonce,Drake,Billy Joel,Bruno Mars,Johnny Cash,Queen,Dolly Parton,Harry Styles,Maroon 5,blink-182,Elton John,Bob Marley,Olivia Rodrigo',
);
const zdev = S(
  '客厅灯,空调,卧室的灯,扫地机器人,电视,热水器,加湿器,窗帘,风扇,空气净化器,洗衣机,电饭煲,书房台灯,走廊灯,玄关灯',
);
const edev = S(
  'living room lights,thermostat,bedroom lamp,fan,garage door,porch light,TV,vacuum,humidifier,kitchen lights,dishwasher,sprinklers,space heater,coffee maker',
);
const _E = (f) => f;
export const FILL = {
  'zh-CN': {
    time: () =>
      pick([
        () =>
          pick(['早上', '上午', '下午', '晚上', '明早', '']) +
          zn(1, 12) +
          '点' +
          pick(['', '半', '一刻', `${zn(11, 59)}分`]),
        () => `${int(0, 23)}:${pad(int(0, 59), 2)}`,
        () => `${int(1, 12)}点${pad(int(10, 59), 2)}`,
      ])(),
    date: () =>
      pick([
        () => `${zn(1, 12)}月${zn(1, 28)}${pick(['号', '日'])}`,
        () => pick(['明天', '后天', '周五', '下周三', '这周末', '大后天', '礼拜天', '国庆', '除夕', '元旦']),
        () => `${int(2019, 2027)}年${int(1, 12)}月${int(1, 28)}日`,
        () => `${int(2020, 2027)}-${pad(int(1, 12), 2)}-${pad(int(1, 28), 2)}`,
        () => `${int(1, 12)}/${int(1, 28)}`,
      ])(),
    dur: () =>
      pick([
        () => `${zn(2, 59)}分钟`,
        () => `${zn(2, 12)}个小时`,
        () => `${zn(10, 90)}秒`,
        () => '半小时',
        () => '一个半钟头',
        () => `${zn(2, 30)}天`,
      ])(),
    temp: () =>
      pick([
        () => `${zn(16, 30)}度`,
        () => `${zn(16, 38)}摄氏度`,
        () => `${int(16, 30)}℃`,
        () => `零下${zn(2, 25)}度`,
      ])(),
    pct: () =>
      pick([
        () => `${int(1, 100)}%`,
        () => `百分之${zhNum(int(1, 99))}`,
        () => `${zhNum(int(1, 9))}成`,
        () => `${int(1, 99)}.${int(1, 9)}%`,
      ])(),
    price: () =>
      pick([
        () => `${int(5, 9999)}元`,
        () => `${zhNum(int(11, 999))}块`,
        () => `¥${int(5, 9999)}.${digits(2)}`,
        () => `${int(1, 200)}万`,
        () => `${zhNum(int(1, 99))}块${zhNum(int(1, 9))}`,
        () => `${int(10000, 9999999)}元`,
        () => `${zhNum(int(1, 9))}千${zhNum(int(1, 9))}百块`,
      ])(),
    err: () => `0x8007${U(hex(4))}`,
    rate: () =>
      pick([
        () => `${int(0, 9)}.${int(1, 9)}%`,
        () => `百分之${zhNum(int(1, 9))}点${zhNum(int(1, 9))}`,
        () => `${int(1, 9)}个点`,
      ])(),
    yrs: () => pick(['十', '15', '二十', '30', '三十', '5']),
    bp: () => int(105, 165) + pick(['到', '/', '和']) + int(60, 99),
    wt: () => `${zn(42, 98)}公斤`,
    ht: () =>
      pick([
        `${String(int(150, 190))}厘米`,
        `一米${zhNum(int(5, 9) * 10 + int(1, 9)).replace('十', '')}`,
        `1米${int(55, 90)}`,
      ]),
    dist: () => zn(2, 42) + pick(['公里', '千米', '里地']),
    cheap: () =>
      pick([
        () => `${int(5, 300)}块`,
        () => `${zhNum(int(11, 300))}元`,
        () => `${int(9, 99)}.${digits(2)}元`,
      ])(),
    num: () => zn(2, 99),
    big: () => pick([String(int(1000, 99999999)), zhNum(int(1000, 9999)), `${zhNum(int(2, 99))}万`]),
    digit: () => String(int(2, 12)),
    city: () => pick(zhCity),
    country: () => pick(S('日本,法国,泰国,约旦,乍得,马里,古巴,冰岛,秘鲁,安道尔,巴拿马,文莱')),
    song: () => pick(zhSong),
    artist: () => pick(zhArt),
    dev: () => pick(zdev),
    floor: () => zn(2, 33) + pick(['楼', '层']),
    room: () => pick([String(int(2, 29) * 100 + int(1, 20)), zhDig(String(int(2, 12) * 100 + int(1, 20)))]),
    bus: () =>
      pick([
        () => `${zn(2, 99)}路`,
        () => `${int(100, 999)}路`,
        () => `${zhDig(String(int(101, 969)))}路`,
        () => `${zn(1, 18)}号线`,
      ])(),
    flight: () => pick(['CA', 'MU', 'CZ', 'HU', '3U', '国航', '南航']) + int(1001, 8999),
    train: () => pick(['G', 'D', 'K', 'Z', 'C']) + int(11, 9999),
    stock: () =>
      pick(['600519', '000001', '300750', '601318', '00700', '688981', '002594', '六零零五一九', '09988']),
    fund: () => pick(['110011', '161725', '005827', '510300']),
    score: () =>
      pick([
        () => `${int(0, 130)}比${int(0, 130)}`,
        () => `${int(0, 5)}:${int(0, 5)}`,
        () => `${zhNum(int(0, 9))}比${zhNum(int(0, 9))}`,
      ])(),
    year: () => pick([`${int(1900, 2026)}年`, `${zhDig(String(int(1949, 2025)))}年`]),
    ch: () =>
      pick([
        () => `CCTV${int(1, 15)}`,
        () => `${zn(2, 60)}频道`,
        () => `中央${zn(1, 13)}套`,
        () => `调频${pick(['一零三点九', '97.4', '106.1', '九十点九'])}`,
      ])(),
    unit: () =>
      zn(2, 300) +
      pick(['公里', '克', '斤', '毫升', '平米', '升', '厘米', '兆', '千瓦时', '卡路里', '英里', '磅']),
    calc: () =>
      pick([
        () => `${int(11, 9999)}加${int(11, 9999)}`,
        () => `${int(2, 99)}乘以${int(2, 99)}`,
        () => `${zhNum(int(12, 99))}乘${zhNum(int(3, 99))}`,
        () => `${int(100, 99999)}除以${int(2, 99)}`,
        () => `${int(2, 30)}的平方`,
        () => `${zhNum(int(100, 999))}减${zhNum(int(11, 99))}`,
        () => `${int(1, 99)}*${int(1, 99)}+${int(1, 99)}`,
      ])(),
    brand: () =>
      pick(
        S(
          '李宁,老干妈,王老吉,张小泉,周黑鸭,海底捞,小米,华为,特斯拉,周大福,马应龙,王守义十三香,全聚德,董酒,康师傅,蜜雪冰城,雷军同款的小米,安踏,白象,名创优品',
        ),
      ),
    hot: () =>
      pick(['10086', '12306', '95588', '110', '120', '12315', '10010', '95533', '幺二零', '幺幺九', '12345']),
    ver: () =>
      pick([
        'iOS 17.4.1',
        '安卓14',
        '鸿蒙4.2',
        'Windows 11',
        '微信8.0.49',
        'Chrome 120.0.6099',
        'v2.13.0',
        'MIUI 14.0.8',
      ]),
    food: () =>
      pick(S('宫保鸡丁,麻婆豆腐,东坡肉,夫妻肺片,红烧排骨,西红柿炒鸡蛋,左宗棠鸡,老婆饼,佛跳墙,小炒黄牛肉')),
    model: () =>
      pick([
        'iPhone 15 Pro',
        'WH-1000XM5',
        'ThinkPad X1',
        '小米14',
        'RTX4090',
        'Mate60',
        'PS5',
        'Model 3',
        'A4纸',
        'KFR-35GW',
      ]),
    team: () => pick(S('湖人,国安,申花,皇马,勇士,广东宏远,曼联,山东泰山,中国女排')),
    kin: () => pick(S('妈妈,老公,我爸,爷爷,老婆,我姐,舅舅,孩子他爸,奶奶,同事,老板,室友,房东')),
    hist: () => pick(S('李白,鲁迅,爱因斯坦,诸葛亮,武则天,牛顿,孙悟空,林黛玉,秦始皇,哪吒')),
    landmark: () =>
      pick(
        S(
          '天安门,西湖,王府井,南京路步行街,解放碑,大雁塔,外滩,鼓浪屿,张江高科,人民广场,虹桥火车站,首都机场T3',
        ),
      ),
  },
  'en-US': {
    time: () =>
      pick([
        () => `${int(1, 12)}:${pad(int(0, 59), 2)}${pick([' am', ' pm', '', 'pm'])}`,
        () =>
          n2w(int(1, 12)) +
          ' ' +
          pick(['thirty', 'fifteen', 'forty five', "o'clock", 'am', 'pm', 'oh five', 'twenty']),
        () => int(1, 12) + pick(['am', ' pm', ' in the morning']),
        () => pick(['half past ', 'quarter to ', 'quarter past ']) + n2w(int(1, 12)),
        () => 'noon',
      ])(),
    date: () =>
      pick([
        () =>
          pick(S('January,February,March,April,May,June,July,August,September,October,November,December')) +
          ' ' +
          int(1, 28) +
          pick(['', 'th', `, ${int(2019, 2027)}`]),
        () =>
          pick(
            S(
              "tomorrow,Friday,next Wednesday,this weekend,Thanksgiving,Labor Day,New Year's Eve,tonight,the day after tomorrow,Christmas",
            ),
          ),
        () => `${int(1, 12)}/${int(1, 28)}`,
        () => `${int(1, 12)}/${int(1, 28)}/${int(2020, 2027)}`,
        () =>
          pick(S('May,April,June,August,March')) +
          ' ' +
          pick(S('first,third,twenty second,ninth,thirteenth')),
      ])(),
    dur: () =>
      pick([
        () => `${ew(2, 59)} minutes`,
        () => `${ew(2, 12)} hours`,
        () => `${ew(10, 90)} seconds`,
        () => 'an hour and a half',
        () => `${ew(2, 30)} days`,
      ])(),
    temp: () =>
      pick([
        () => `${ew(55, 85)} degrees`,
        () => `${int(55, 99)}°F`,
        () => `${ew(16, 30)} celsius`,
        () => `${int(60, 80)}F`,
      ])(),
    pct: () =>
      pick([
        () => `${int(1, 100)}%`,
        () => `${n2w(int(1, 99))} percent`,
        () => `${int(1, 99)}.${int(1, 9)}%`,
      ])(),
    price: () =>
      pick([
        () => `$${int(5, 9999)}`,
        () => `$${int(5, 999)}.${digits(2)}`,
        () => `${n2w(int(11, 999))} dollars`,
        () => `${int(5, 500)} bucks`,
        () => `£${int(5, 900)}`,
        () => `$${int(1, 99)},${digits(3)}`,
        () => `${n2w(int(3, 90))} ninety nine`,
      ])(),
    err: () => `0x8007${U(hex(4))}`,
    rate: () =>
      pick([
        () => `${int(0, 9)}.${int(1, 9)}%`,
        () => `${n2w(int(1, 9))} point ${n2w(int(1, 9))} percent`,
        () => `${int(1, 9)}%`,
      ])(),
    yrs: () => pick(['ten', '15', 'thirty', '30', '20']),
    bp: () =>
      pick([
        () => `${int(105, 165)}/${int(60, 99)}`,
        () => `${n2w(100 + int(5, 60)).replace(' hundred', '')} over ${n2w(int(60, 95))}`,
      ])(),
    dist: () => ew(2, 26) + pick([' miles', ' km', ' kilometers']),
    cook: () =>
      pick([() => ew(2, 6) + pick([' cups', ' tablespoons', ' ounces']), () => `${int(4, 60) * 10} grams`])(),
    cheap: () =>
      pick([
        () => `$${int(2, 99)}.${digits(2)}`,
        () => `${n2w(int(3, 90))} dollars`,
        () => `${int(5, 60)} bucks`,
      ])(),
    bake: () => pick(['350 degrees', 'four hundred degrees', '180C', 'three seventy five']),
    loan: () => `$${int(2, 9)}${pick(['00,000', '50,000', '25k'])}`,
    num: () => ew(2, 99),
    big: () =>
      pick([
        () => String(int(1000, 99999999)),
        () => `${int(1, 99)},${digits(3)}`,
        () => n2w(int(1000, 9999)),
        () => `${n2w(int(2, 99))} million`,
      ])(),
    digit: () => String(int(2, 12)),
    city: () => pick(enCity),
    country: () => pick(S('Japan,France,Jordan,Chad,Cuba,Iceland,Peru,Mali,Georgia,Panama,Cyprus,Kenya')),
    song: () => pick(enSong),
    artist: () => pick(enArt),
    dev: () => pick(edev),
    floor: () => pick(S('third floor,12th floor,fifth floor,second floor,21st floor,ninth floor')),
    room: () =>
      pick([() => String(int(1, 29) * 100 + int(1, 20)), () => pairW(int(2, 12) * 100 + int(1, 20))])(),
    bus: () =>
      pick([
        () => `the ${int(2, 99)} bus`,
        () => `bus ${ew(2, 99)}`,
        () => `the M${int(1, 104)}`,
        () => `route ${int(100, 400)}`,
        () => `the number ${n2w(int(2, 60))} bus`,
      ])(),
    flight: () =>
      pick([
        () => pick(['UA', 'DL', 'AA', 'BA', 'WN']) + int(11, 4999),
        () => `${pick(['United', 'Delta', 'American', 'Southwest', 'British Airways'])} ${int(11, 4999)}`,
        () => pick(['United ', 'Delta ']) + pairW(int(111, 2999)),
      ])(),
    stock: () =>
      pick(
        S(
          'AAPL,Tesla,TSLA,the S&P 500,NVDA,Ford,Wells Fargo,the Dow,the Nasdaq 100,JPMorgan Chase,Charles Schwab',
        ),
      ),
    score: () =>
      pick([
        () => `${int(0, 130)} to ${int(0, 130)}`,
        () => `${int(0, 9)}-${int(0, 9)}`,
        () => `${n2w(int(0, 40))} to ${n2w(int(0, 40))}`,
      ])(),
    year: () => pick([String(int(1900, 2026)), pairW(int(1911, 1999)), `two thousand ${n2w(int(1, 9))}`]),
    ch: () =>
      pick([
        () => `channel ${ew(2, 999)}`,
        () => `${pick(['88.5', '101.1', 'ninety three point seven', '104.3'])} FM`,
        () => 'ESPN 2',
        () => `BBC ${pick(['One', 'Two', 'Radio 4'])}`,
      ])(),
    unit: () =>
      ew(2, 300) +
      ' ' +
      pick(
        S(
          'miles,grams,cups,ounces,kilometers,pounds,square feet,tablespoons,gallons,megabytes,liters,calories,inches',
        ),
      ),
    calc: () =>
      pick([
        () => `${int(11, 9999)} plus ${int(11, 9999)}`,
        () => `${int(2, 99)} times ${int(2, 99)}`,
        () => `${n2w(int(12, 99))} times ${n2w(int(3, 99))}`,
        () => `${int(100, 99999)} divided by ${int(2, 99)}`,
        () => `${int(5, 40)} percent of ${int(20, 999)}`,
        () => `${n2w(int(100, 999))} minus ${n2w(int(11, 99))}`,
        () => `the square root of ${int(100, 9999)}`,
        () => `${int(1, 99)}*${int(1, 99)}+${int(1, 99)}`,
      ])(),
    brand: () =>
      pick(
        S(
          "Wendy's,Ford,Trader Joe's,Jack Daniel's,Mercedes,McDonald's,Ben and Jerry's,Tiffany,Levi's,Calvin Klein,Papa John's,Sara Lee,Uncle Ben's,Aunt Annie's,Tesla,Victoria's Secret,Harley Davidson,Dr Pepper,Charles Schwab,Kellogg's,Barnes and Noble,Little Caesars",
        ),
      ),
    hot: () => pick(['911', '411', '988', '311', 'nine one one', '211']),
    ver: () =>
      pick([
        'iOS 17.4.1',
        'Android 14',
        'Windows 11',
        'Chrome 120.0.6099.130',
        'version 2.13.0',
        'Python 3.11.2',
        'macOS 14.2',
        'firmware 1.0.12.8',
      ]),
    food: () =>
      pick(
        S(
          'chicken alfredo,beef wellington,caesar salad,eggs benedict,shirley temples,sloppy joes,peach melba,graham crackers,general tso chicken,banana bread',
        ),
      ),
    model: () =>
      pick([
        'iPhone 15 Pro',
        'WH-1000XM5',
        'ThinkPad X1',
        'Galaxy S24',
        'RTX 4090',
        'Model 3',
        'PS5',
        'F-150',
        '737 Max',
        'Pixel 8',
      ]),
    team: () =>
      pick(
        S(
          'the Lakers,the Packers,Arsenal,the Yankees,the 49ers,the Warriors,Man United,Houston,the Jets,the Raiders',
        ),
      ),
    kin: () =>
      pick(
        S(
          'mom,my husband,dad,grandma,my wife,my sister,my boss,my landlord,my roommate,the babysitter,my son,the dentist',
        ),
      ),
    hist: () =>
      pick(
        S(
          'Abraham Lincoln,Cleopatra,Albert Einstein,Shakespeare,Napoleon,Marie Curie,Sherlock Holmes,Harry Potter,Genghis Khan,Santa Claus',
        ),
      ),
    landmark: () =>
      pick(
        S(
          'Times Square,the Golden Gate Bridge,Wall Street,Central Park,LaGuardia,Madison Square Garden,Union Station,Piccadilly Circus,the Lincoln Tunnel,JFK,Pike Place Market',
        ),
      ),
  },
};
