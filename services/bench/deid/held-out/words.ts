/** Names, addresses and what else identifiers are made of when they are words; lists of this part alone. */
import type { Dice } from './random.ts';

const surnames = [
  ...'王李张刘陈杨黄吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆汪范石廖贾韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤',
];
const doubleSurnames = ['欧阳', '司马', '上官', '诸葛', '慕容', '尉迟'];
const givenZh =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英辰宇轩欣怡梓涵浩然思雨佳琪子墨雅楠俊熙语桐若溪景行一诺沐阳可馨逸飞书瑶振国建华玉兰海燕志远晓峰';
const titles = ['先生', '女士', '老师', '医生', '经理', '阿姨', '叔叔', '师傅'];

export const nameZh = (dice: Dice) => {
  const surname = dice.chance(0.06) ? dice.one(doubleSurnames) : dice.one(surnames);
  const given = dice.of(givenZh, dice.chance(0.75) ? 2 : 1);
  return surname + given;
};
export const calledZh = (dice: Dice) =>
  dice.one([
    () => `${dice.one(surnames)}${dice.one(titles)}`,
    () => `${dice.one(['小', '老'])}${dice.one(surnames)}`,
    () => `${dice.one(surnames)}${dice.one(['总', '工', '姐', '哥'])}`,
  ])();
export const personZh = (dice: Dice) => (dice.chance(0.75) ? nameZh(dice) : calledZh(dice));

const first = [
  'Marcus',
  'Priya',
  'Helena',
  'Dmitri',
  'Siobhan',
  'Tobias',
  'Renee',
  'Akira',
  'Leila',
  'Gareth',
  'Yolanda',
  'Kieran',
  'Beatrice',
  'Omar',
  'Ingrid',
  'Wesley',
  'Noor',
  'Patrick',
  'Delia',
  'Hugo',
  'Simone',
  'Terrence',
  'Anika',
  'Joel',
  'Rosalind',
  'Mateo',
  'Fiona',
  'Clyde',
  'Esther',
  'Vikram',
  'Ramona',
  'Stefan',
  'Nadine',
  'Curtis',
  'Imogen',
  'Luca',
  'Maureen',
  'Dante',
  'Sheila',
  'Bram',
];
const last = [
  'Okonkwo',
  'Lindqvist',
  'Marchetti',
  'Delacroix',
  'Pemberton',
  'Hargrove',
  'Castellano',
  'Novak',
  'Whitaker',
  'Bhattacharya',
  'Sorensen',
  'Mulligan',
  'Petrov',
  'Abernathy',
  'Vasquez',
  'Thornton',
  'Kaplan',
  'Ferreira',
  'Gallagher',
  'Yamamoto',
  'Osborne',
  'Rahman',
  'Dietrich',
  'Calloway',
  'Ibrahim',
  'Schneider',
  'Moreau',
  'Stanton',
  'Kowalski',
  'Beaumont',
  'Guerrero',
  'Holloway',
  'Nakamura',
  'Pritchard',
  'Winslow',
  'Iyer',
  'Brandt',
  'Sinclair',
  'Tanaka',
  'Underhill',
];
export const nameEn = (dice: Dice) => `${dice.one(first)} ${dice.one(last)}`;
export const firstEn = (dice: Dice) => dice.one(first);
export const lastEn = (dice: Dice) => dice.one(last);

const citiesZh = [
  '北京市朝阳区',
  '上海市徐汇区',
  '杭州市西湖区',
  '成都市武侯区',
  '广州市天河区',
  '武汉市洪山区',
  '南京市鼓楼区',
  '',
  '',
  '',
  '海淀区',
  '浦东新区',
];
const roadsZh = [
  '望湖路',
  '建设北路',
  '学院南路',
  '中山东路',
  '黄河大道',
  '玉泉街',
  '文汇路',
  '解放西路',
  '科苑南路',
  '滨河东街',
  '朝晖路',
  '红旗大街',
  '云栖路',
  '古田四路',
];
const estatesZh = [
  '翠竹苑',
  '锦绣花园',
  '万象公馆',
  '金桂小区',
  '碧水庄园',
  '阳光里',
  '星河湾',
  '和平新村',
  '御景东方',
  '梧桐公寓',
];
const chinese = (value: number): string => {
  const names = '零一二三四五六七八九';
  if (value < 10) return names[value] as string;
  if (value < 20) return `十${value === 10 ? '' : names[value - 10]}`;
  if (value < 100) return `${names[Math.floor(value / 10)]}十${value % 10 === 0 ? '' : names[value % 10]}`;
  return [...String(value)].map((digit) => names[Number(digit)]).join('');
};
export const addressZh = (dice: Dice) => {
  const say = dice.chance(0.5) ? chinese : String;
  return dice.one([
    () => `${dice.one(citiesZh)}${dice.one(roadsZh)}${say(dice.between(2, 480))}号`,
    () =>
      `${dice.one(citiesZh)}${dice.one(roadsZh)}${say(dice.between(2, 480))}号${dice.one(estatesZh)}${say(dice.between(1, 30))}栋${say(dice.between(1, 4))}单元${say(dice.between(101, 2804))}室`,
    () =>
      `${dice.one(estatesZh)}${say(dice.between(1, 30))}号楼${say(dice.between(1, 5))}单元${say(dice.between(101, 2804))}`,
    () => `${dice.one(roadsZh)}${dice.one(estatesZh)}${say(dice.between(1, 30))}栋`,
  ])();
};

const streetsEn = [
  'Larkspur',
  'Mulberry',
  'Sycamore',
  'Kensington',
  'Jefferson',
  'Old Mill',
  'Orchard',
  'Fairview',
  'Harbor',
  'Willow Creek',
  'Summit',
  'Chapel',
  'Quarry',
  'Birchwood',
];
const waysEn = ['Street', 'Avenue', 'Road', 'Lane', 'Drive', 'Court', 'Boulevard', 'Way'];
const citiesEn = ['Boulder', 'Portland', 'Raleigh', 'Tucson', 'Albany', 'Dayton', 'Spokane'];
export const addressEn = (dice: Dice) => {
  const street = `${dice.between(3, 9800)} ${dice.one(streetsEn)} ${dice.one(waysEn)}`;
  return dice.one([
    () => street,
    () => street,
    () => `${street}, ${dice.one(citiesEn)}`,
    () => `${street}, apartment ${dice.between(1, 40)}${dice.of('ABCD', 1)}`,
    () =>
      `${street}, ${dice.one(citiesEn)}, ${dice.one(['CO', 'OR', 'NC', 'AZ', 'NY'])} ${dice.between(10001, 97999)}`,
  ])();
};

const hosts = [
  'gmail.com',
  'outlook.com',
  '163.com',
  'qq.com',
  'foxmail.com',
  'protonmail.com',
  'hargrove-legal.co.uk',
  'novaplast.de',
];
const handles = [
  'sunnyvale',
  'redkite',
  'tobias.brandt',
  'lily_wq',
  'zhouyun',
  'dr.mulligan',
  'kfc4ever',
  'bluewhale',
  'imo-pritchard',
  'wxiaolu',
];
export const email = (dice: Dice) =>
  `${dice.one(handles)}${dice.chance(0.5) ? dice.digits(2) : ''}@${dice.one(hosts)}`;
export const url = (dice: Dice) =>
  dice.one([
    `https://www.${dice.one(handles).replaceAll(/[._]/gu, '-')}.net/album/${dice.digits(4)}`,
    `${dice.one(['blog', 'photos', 'pan'])}.${dice.one(['zhouyun', 'redkite', 'novaplast'])}.com/${dice.of('abcdefgh', 5)}`,
  ]);
export const ssidZh = (dice: Dice) =>
  dice.one([
    `TP-LINK_${dice.of('0123456789ABCDEF', 4)}`,
    `${dice.one(surnames)}家的wifi`,
    `ChinaNet-${dice.of('abcdXYZW', 4)}`,
    `HUAWEI-${dice.of('0123456789ABCDEF', 6)}`,
  ]);
export const ssidEn = (dice: Dice) =>
  dice.one([
    `NETGEAR${dice.digits(2)}`,
    `${dice.one(last)}Home`,
    `Fios-${dice.of('ABCDEFGH', 5)}`,
    `linksys_${dice.digits(4)}`,
  ]);
