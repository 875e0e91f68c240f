import { chance, digits, int, n2w, pairW, pick, pickPart, rnd, spellEn, zhDig, zhNum } from './core.mjs';

const W = (s) => s.trim().split(/\s+/),
  L = (s) => s.trim().split(/\s*\n\s*/);
// ---------- Chinese names ----------
const SUR = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const RARE = [
  ...'仇查缪祝阮柴蔺麦晏佟覃訾戚冼邝禤揭敖褚卞尉应蒲裴游冷别逄苑宓亓隗乜阚冉时向支闵安边乐水牛海幸明',
];
const COMP = W('欧阳 司马 上官 诸葛 司徒 皇甫 夏侯 尉迟 东方 慕容 公孙 令狐 独孤 端木 南宫 轩辕');
const G1 = [
  ...'伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚玲鑫波辉丹萍斌婷雪琳凯慧倩宇晨浩博阳帆颖蕾悦岩峰瑶楠莉旭宁昊睿彤琪璐哲翔蓓',
];
const G2A = [
  ...'建志文晓国海春玉秀丽子思雨浩俊宇欣嘉梓佳雅诗明永德桂淑美振家天一若语泽沐奕书景艺少红立世兆锦',
];
const G2B = [
  ...'华明军平英兰梅珍芳国强辉涵轩怡然杰豪萱琪宁瑶航宸彤阳萍妮昕妍峰伟霖凡林洁丽云凤红霞生福贵成悦',
];
const given = (p) =>
  chance(0.28)
    ? pickPart(G1, p)
    : chance(0.06)
      ? ((c) => c + c)(pickPart(G1, p))
      : pickPart(G2A, p) + pickPart(G2B, p);
const sur = () => (chance(0.78) ? pick(SUR) : chance(0.7) ? pick(RARE) : pick(COMP));
const FOREIGN = L(`阿卜杜拉·买买提
玛丽亚·冈萨雷斯
扎西顿珠
古丽娜尔
安东尼奥
约翰逊·彼得
卓玛央金
热依汗·吐尔逊
佐藤健一
金秀贤珠
Kevin
Amy陈
Lucy
Tony老师
David Wang
Cindy
Jason李
艾尔肯·玉素甫
次仁旺堆
巴特尔
乌兰其其格
小林美咲
托马斯
索菲亚`);
export const zh = {
  full: (p) => sur() + given(p),
  given2: (p) => pickPart(G2A, p) + pickPart(G2B, p),
  title: (p) => {
    const s = pick(SUR),
      k = int(0, 5);
    if (k === 0) return pick(['小', '小', '老', '阿']) + s;
    if (k === 1) return s + pick(['阿姨', '叔叔', '大爷', '奶奶', '大哥', '姐', '哥', '伯伯']);
    if (k === 2) return s + pick(['总', '经理', '主任', '老板', '局长', '工', '科长']);
    if (k === 3) return (chance(0.25) ? pick(COMP) : s) + pick(['先生', '女士', '小姐']);
    if (k === 4) return s + pick(['老师', '医生', '师傅', '教练', '律师', '大夫', '护士']);
    return chance(0.5)
      ? zh.full(p) + pick(['先生', '女士', '老师', '医生', '同学'])
      : pick(['小', '阿']) + pickPart(G1, p);
  },
  foreign: (p) => pickPart(FOREIGN, p),
};
zh.name = (p) => {
  const r = rnd();
  return r < 0.6 ? zh.full(p) : r < 0.88 ? zh.title(p) : r < 0.94 ? zh.given2(p) : zh.foreign(p);
};
// ---------- Chinese addresses ----------
const AREA = L(`北京市|北京市|朝阳区
广东省|深圳市|南山区
上海市|上海市|浦东新区
浙江省|杭州市|西湖区
四川省|成都市|武侯区
江苏省|南京市|鼓楼区
湖北省|武汉市|洪山区
陕西省|西安市|雁塔区
山东省|青岛市|市南区
河南省|郑州市|金水区
湖南省|长沙市|岳麓区
辽宁省|大连市|沙河口区
福建省|厦门市|思明区
重庆市|重庆市|渝北区
云南省|昆明市|盘龙区
河北省|石家庄市|长安区
广西壮族自治区|南宁市|青秀区
新疆维吾尔自治区|乌鲁木齐市|天山区
安徽省|合肥市|蜀山区
黑龙江省|哈尔滨市|道里区
江西省|赣州市|章贡区
贵州省|贵阳市|观山湖区
内蒙古自治区|呼和浩特市|赛罕区
山西省|太原市|小店区
海南省|海口市|龙华区`).map((s) => s.split('|'));
const RD = W(
  '人民 解放 中山 建设 文化 和平 胜利 学府 滨江 迎宾 长江 黄河 科技 创新 光明 新华 友谊 朝晖 凤凰 桃园 望湖 金桥 石羊 龙腾 清溪 南湖 翠竹 梧桐 紫荆 劳动',
);
const RT = W('路 路 路 大道 街 东路 西路 南路 北街 中路 巷 胡同');
const EST = W(
  '阳光花园 翠湖家园 金域蓝湾 碧桂园三期 锦绣华庭 丽景苑 世纪城 水岸名邸 东湖小区 幸福里 和谐家园 御景湾 梧桐苑 枫林绿洲 滨江一号 天鹅堡 书香门第 紫金公馆 橡树湾 中海国际 保利香槟 龙湖春江 老机械厂家属院 教师新村 铁路宿舍',
);
const VIL = W(
  '李家村 大王庄 上湾村 石桥镇下洼村 柳林乡前进村 三合屯 马店镇刘庄 白沙村 青龙镇双河村 高坡村 沙河镇东关村 杨柳铺 陈家坳 小寨子村 黄泥岗村',
);
const CO = W('创业大厦 国际金融中心 科技园 软件园 财富广场 万达写字楼 华润大厦 电商产业园');
const N = (n, sp) => (sp ? (n >= 100 ? (chance(0.6) ? zhDig(String(n)) : zhNum(n)) : zhNum(n)) : String(n));
function rooms(sp) {
  const b = N(int(1, 36), sp),
    u = N(int(1, 5), sp),
    f = int(1, 32),
    rm = f * 100 + int(1, 8),
    r = N(rm, sp);
  return pick([
    () => `${b + pick(['栋', '号楼', '幢', '座']) + u}单元${r}${pick(['室', '', '', '号'])}`,
    () => b + pick(['栋', '号楼', '幢']) + r + pick(['室', '', '']),
    () => (sp ? `${b}栋${u}单元${zhNum(f)}楼${zhNum(int(1, 4))}号` : `${b}-${u}-${rm}`),
    () => `${b}号楼${zhNum(f)}层${r}`,
  ])();
}
export function zhAddr(p, kind, sp) {
  const [pr, ci, di] = pickPart(AREA, p),
    short = (s) => s.replace(/[省市]$/, '');
  const road =
    pickPart(RD, p) +
    pick(RT) +
    N(chance(0.8) ? int(1, 399) : int(400, 2999), sp) +
    pick(['号', '号', '号', `弄${N(int(1, 60), sp)}号`]);
  const est = pickPart(EST, p),
    vil = pickPart(VIL, p);
  const k =
    kind || pick(['full', 'full', 'road', 'city', 'estate', 'estate', 'village', 'work', 'cityestate']);
  const head =
    pr === ci
      ? pr
      : chance(0.7)
        ? pr + ci
        : short(pr).replace(/壮族自治区|维吾尔自治区|自治区/, '') + short(ci);
  switch (k) {
    case 'full':
      return head + di + road + (chance(0.7) ? est : '') + rooms(sp);
    case 'road':
      return (chance(0.3) ? di : '') + road + (chance(0.4) ? rooms(sp) : '');
    case 'city':
      return (chance(0.5) ? ci : short(ci)) + di + road;
    case 'estate':
      return est + rooms(sp);
    case 'cityestate':
      return short(ci) + (chance(0.5) ? di : '') + est + (chance(0.8) ? rooms(sp) : '');
    case 'village':
      return (
        (chance(0.6) ? head : short(ci)) +
        vil +
        (chance(0.5) ? `${N(int(1, 12), sp)}组` : '') +
        (chance(0.5) ? `${N(int(1, 199), sp)}号` : '')
      );
    case 'work':
      return (
        (chance(0.6) ? di : '') +
        road +
        pickPart(CO, p) +
        pick(['A座', 'B座', 'C座', '']) +
        (chance(0.7) ? `${N(int(2, 30), sp)}楼` : `${N(int(2, 30) * 100 + int(1, 20), sp)}室`)
      );
    case 'unit':
      return rooms(sp);
    case 'estonly':
      return est;
    case 'cross':
      return (
        pickPart(RD, p) +
        '路' +
        pickPart(RD.slice().reverse(), p) +
        '街' +
        pick(['交叉口', '路口', '路口东北角'])
      );
  }
}
// ---------- English names ----------
const FN =
  W(`John Maria Priya Ahmed Wei Olivia Liam Aisha Carlos Yuki Emma Noah Fatima Diego Svetlana James Sofia Raj Mohammed Mei Ethan Chloe Kwame Lucia Dmitri
 Will Grace Mark Rose April May Hope Bill Frank Joy Hunter Summer Faith Chase Drew Dawn Ray Art Jack Ivy Rob Sue Pat Gene Violet
 Sean Siobhan Ingrid Lars Giulia Marco Chidi Ngozi Tariq Leila Jamal Keisha DeShawn Latoya Tyrone Hiroshi Sakura Minjun Jiwoo Linh Nguyet Arjun Ananya Deepak Lakshmi
 Michael Jennifer Robert Linda David Barbara Kevin Susan Brian Karen Steven Nancy Jason Betty Ryan Sandra Gary Ashley Eric Donna Tyler Megan Zach Brittany Cody
 Ezekiel Anneliese Bartholomew Xiomara Thaddeus Oluwaseun Marisol Kateryna Zbigniew Agnieszka Ruairi Nikos Eleni Tomasz Mehmet Elif Joao Beatriz Mateo Camila Anh Xiaoming Jean-Luc Mary-Kate Saoirse`);
const LN =
  W(`Smith Garcia Patel Khan Chen Johnson Rodriguez Nguyen Kim O'Brien Williams Martinez Singh Hassan Wang Brown Hernandez Gupta Okafor Tanaka Jones Lopez Sharma Adeyemi Park
 Davis Gonzalez Kowalski Petrov Rossi Miller Wilson Ivanova Schmidt Dubois Anderson Thomas Mbeki Haddad Yamamoto Taylor Moore McCarthy Lindqvist Papadopoulos Jackson Martin Fitzgerald Nakamura Silva
 Bell Stone Rivers Cook Page Young Price Banks Fields West Church Park Rice Day Winter Fox Bush Wood King Long Best Waters Snow Marsh Love
 Henderson Washington Jefferson Castellanos Villanueva MacDonald Van-Dyke Abernathy Featherstone Blackwell Oyelaran Szczepanski Bjornsson Thistlewood Quackenbush Delacroix Montoya Vasquez Iglesias Achterberg Zhang Liu Huang Zhou Tran Pham Le Choi Takahashi Al-Rashid Ben-David D'Angelo St.Clair Goldberg Cohen`);
export const en = {
  first: (p) => pickPart(FN, p),
  last: (p) => pickPart(LN, p),
  full: (p) => {
    const r = rnd();
    const f = pickPart(FN, p),
      l = pickPart(LN, p);
    return r < 0.8
      ? `${f} ${l}`
      : r < 0.87
        ? `${f} ${pick([...'ABCDEJLMRST'])}. ${l}`
        : r < 0.93
          ? `${f} ${((m) => (m === f ? 'Lee' : m))(pickPart(FN, p))} ${l}`
          : `${f} ${l}-${pickPart(LN, p).replace(/[^A-Za-z]/g, '')}`;
  },
};
en.name = (p) => {
  const r = rnd();
  return r < 0.42 ? en.first(p) : en.full(p);
};
export const TITLES = W('Dr. Mr. Mrs. Ms. Miss Professor Doctor Coach Judge Aunt Uncle Pastor Nurse Officer');
// ---------- English addresses ----------
const ST = W(
  'Maple Oak Cedar Main Washington Lincoln Elm Lakeview Sunset Park Willow Church Highland Jefferson Franklin Ridgewood Birchwood Magnolia Prospect Juniper Peachtree Alameda Shadybrook Delancey Larkspur Hawthorne Spruce Meridian Cottonwood Ocean',
);
const SX = [
  ['Street', 'St'],
  ['Avenue', 'Ave'],
  ['Road', 'Rd'],
  ['Drive', 'Dr'],
  ['Lane', 'Ln'],
  ['Court', 'Ct'],
  ['Boulevard', 'Blvd'],
  ['Way', 'Way'],
  ['Place', 'Pl'],
  ['Terrace', 'Ter'],
];
const US = L(`Springfield|Illinois|IL|627
Austin|Texas|TX|787
Portland|Oregon|OR|972
Columbus|Ohio|OH|432
San Jose|California|CA|951
Brooklyn|New York|NY|112
Tampa|Florida|FL|336
Denver|Colorado|CO|802
Boise|Idaho|ID|837
Savannah|Georgia|GA|314
Madison|Wisconsin|WI|537
Tucson|Arizona|AZ|857
Des Moines|Iowa|IA|503
Nashville|Tennessee|TN|372
Worcester|Massachusetts|MA|016
Spokane|Washington|WA|992
Omaha|Nebraska|NE|681
Buffalo|New York|NY|142
Raleigh|North Carolina|NC|276
St. Paul|Minnesota|MN|551`).map((s) => s.split('|'));
const UKC = L(`Leeds|LS6
Bristol|BS8
Manchester|M14
London|NW1
Glasgow|G12
Sheffield|S10
London|SE15
Cardiff|CF24
Norwich|NR2
York|YO10
Reading|RG1
Edinburgh|EH9`).map((s) => s.split('|'));
const UKS = W(
  'Church High Station Victoria Albert Mill Queens Chapel Green Windsor Grange Orchard Priory Beech Kingsway Foxglove',
);
const up = [...'ABDEFGHJLNPQRSTUWXYZ'];
export function enAddr(p, kind, sp) {
  const k = kind || pick(['us', 'us', 'us', 'street', 'street', 'usapt', 'uk', 'uk', 'ord', 'box']);
  const no = chance(0.7) ? int(1, 9999) : int(1, 199);
  const num = (n) => (sp ? (chance(0.8) ? pairW(n) : spellEn(String(n), { noise: false })) : String(n));
  const sx = pick(SX),
    st = chance(0.12) ? pick(['N. ', 'South ', 'West ', 'NE ']) + pickPart(ST, p) : pickPart(ST, p);
  const street =
    num(no) +
    ' ' +
    (sp ? st.replace('N. ', 'north ').replace('NE ', 'northeast ') : st) +
    ' ' +
    (sp ? sx[0] : pick(sx));
  const [c, S, s, z] = pickPart(US, p),
    zip = z + digits(2),
    zz = sp ? spellEn(zip, { noise: false }) : zip + (chance(0.1) ? `-${digits(4)}` : '');
  const apt = () =>
    sp
      ? pick(['apartment ', 'apt ', 'unit ']) + n2w(int(1, 40)) + pick(['', ' B', ' C'])
      : pick(['Apt ', 'Apt. ', 'Unit ', '#', 'Suite ']) + int(1, 40) + pick(['', '', 'B', 'C']);
  const tail = sp
    ? `${c}, ${S}${chance(0.6) ? ` ${zz}` : ''}`
    : `${c}, ${pick([s, s, S])}${chance(0.75) ? ` ${zz}` : ''}`;
  switch (k) {
    case 'us':
      return `${street}, ${tail}`;
    case 'usapt':
      return `${street}, ${apt()}, ${tail}`;
    case 'street':
      return street + (chance(0.3) ? `, ${apt()}` : '') + (chance(0.3) ? pick([', ', ' in ']) + c : '');
    case 'plain':
      return street;
    case 'uk': {
      const [uc, pc] = pickPart(UKC, p),
        post = `${pc} ${int(1, 9)}${pick(up)}${pick(up)}`;
      const n = int(1, 240);
      return (
        (chance(0.35) ? `Flat ${sp ? n2w(int(1, 30)) : int(1, 30) + pick(['', 'A'])}, ` : '') +
        (sp ? n2w(n) : n) +
        ' ' +
        pickPart(UKS, p) +
        ' ' +
        pick(['Road', 'Street', 'Lane', 'Close', 'Gardens', 'Crescent', 'Mews']) +
        ', ' +
        uc +
        (chance(0.7)
          ? sp
            ? ` ${spellEn(post.replace(' ', ''), { noise: false })}`
            : chance(0.5)
              ? ` ${post}`
              : `, ${post}`
          : '')
      );
    }
    case 'ord': {
      const o = int(3, 99),
        suf = o % 100 > 10 && o % 100 < 14 ? 'th' : ['th', 'st', 'nd', 'rd'][o % 10] || 'th';
      return (
        num(no) +
        ' ' +
        pick(['', 'West ', 'East ', 'NW ']) +
        o +
        suf +
        ' ' +
        pick(['Street', 'St', 'Avenue', 'Ave']) +
        (chance(0.5) ? `, ${apt()}` : '')
      );
    }
    case 'box':
      return (
        pick(['PO Box ', 'P.O. Box ', 'Post Office Box ']) +
        (sp ? spellEn(digits(4), { noise: false }) : int(100, 9999)) +
        ', ' +
        c +
        ', ' +
        (sp ? S : `${s} ${zip}`)
      );
    case 'cross':
      return chance(0.5)
        ? `${pickPart(ST, p)} and ${pick([4, 5, 9, 14, 16, 28, 37, 45, 56])}th`
        : `${pickPart(ST, p)} and ${pickPart(ST.slice().reverse(), p)}`;
  }
}
