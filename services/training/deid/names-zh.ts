/** Names of people in Mandarin text: surname, one or two characters, and what stands around them. */
import type { Certainty, Hit } from './hit.ts';
import { isOfEverybodyChinese } from './known.ts';
import { commonness, dictionaryKind } from './lexicon/lexicon.ts';

/** The surnames of nearly everybody, most frequent first. */
const surnames = new Set(
  '王李张阎萧闾刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由'.split(
    '',
  ),
);
const compoundSurnames = new Set(
  '欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 司徒 轩辕 端木 百里 南宫 独孤 申屠 呼延 澹台 公冶 闻人 淳于 单于 太史 钟离 左丘 西门 东郭 南门 万俟 赫连 司空 小林 佐藤 铃木 高桥 田中 渡边 伊藤 山本 中村 加藤 吉田 山田 佐佐木 松本 井上 木村 斋藤 清水 山口 池田 桥本'.split(
    ' ',
  ),
);
const compoundBeginnings = new Set([...compoundSurnames].map((name) => name[0]!));
/** Characters that parents choose. */
const givenCharacters = new Set(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉红玲文辉建华国民志永福生海波宁贵全才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘淑惠珠翠雅芝萍娥芬燕彩春菊凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯悦昭冰爽羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝丽阳妮宝贝俊轩宇涵梓一诺雨桐紫萱浩然子墨子涵佑语诗依晴萌彤妍予恩沐熙铭睿皓宸奕煜昊霖楷峰鑫雷帆凯东龙虎山川昕曦玥琪璇婧妤莹茜倪诗琦楚恒立锋毅晖跃升铁柱根水金木火土石小大长仁义礼智良忠孝廉耻正直方圆元亿万千百兴旺财喜吉祥如意胜利凌云飞龙腾冲霜雯露菡萏芙蓉荷花'.split(
    '',
  ),
);

/** Surnames that are everyday words first: a name only where the words around say so. */
const everydaySurnames = new Set(
  '任方于安齐易耿关尚成时司古曲解苗谷盛路单季全应卫桂明连那师和权强党阴石高白史常温万能何当许段向汤钱项车门都位闻区花黄金江林叶文龙马牛羊水平顾毛孔尹乐冀鱼甘海房商相国计支索宣晋初云容敬来满印况宿鲜幸元束衣信展阳富奉植由尽干但尉冶斯居揭呼於利者勾赫屠豆盖练井祖漆'.split(
    '',
  ),
);
/** Artists and singers of a request for music are known to everybody. */
const performed = /(?:播放|放一首|来一首|来首|唱一首|听|放|点播|点一首|搜索|唱)\s?$/;

/** Signs of the talk between two words that belong together. */
const hesitation = '(?:[，, 、]?(?:嗯|呃|额|那个|就是|叫什么来着|叫)[，, ]?)?';
/** What introduces a person. */
const introduced = new RegExp(
  String.raw`(?:我叫|叫做|名叫|名字(?:叫|是|:)?|姓名(?:是|为|:)?|户名|户主|机主|车主|业主|联系人(?:是|:)?|[收寄取发]件人(?:是|:)?|预[约订]人|我是|他是|她是|这是|刚才是|这位是|那位是|本人|患者|客户|乘客|住客|客人|同事|朋友|邻居|同学|老公|老婆|丈夫|妻子|儿子|女儿|哥哥|弟弟|姐姐|妹妹|爸爸|妈妈|父亲|母亲|老师|医生|经理|老板|司机|骑手|保姆|阿姨|打给|打电话给|拨给|发给|发短信给|发微信给|发消息给|转给|转告|告诉|通知|提醒|呼叫|拨打|联系|邀请|还有|给|找|约|叫|帮|替|跟|和|与|同|对|问|请|让|陪|接|送|祝|欠|把|向|为|被|由|存|念|读|记|因为|听说|认识|想念|想|是|姓|名|@|、)(?:一下子?|个|了)?\s?${hesitation}$`,
);
const strongly = new RegExp(
  String.raw`(?:我叫|[子女孩儿]叫|叫做|名叫|名字叫|名字是|名字|姓名(?:是|为|:)?|户名|户主是?|机主是?|车主是?|业主是?|联系人(?:是|:)?|[收寄取]件人(?:是|:)?|预[约订]人是?|打给|打电话给|拨给|发给|发短信给|发微信给|发消息给|转告|呼叫|本人|患者|乘客|住客|骑手|邀请|还有|找一下|约一下|念一下|存一下|@)\s?${hesitation}$`,
);
const title =
  '(?:先生|女士|小姐|太太|夫人|老师|医生|大夫|护士|教授|博士|总?经理|总监|总裁|董事长|老板娘?|师傅|师父|阿姨|叔叔|大叔|伯伯|伯父|大爷|大妈|大哥|大姐|哥哥|姐姐|奶奶|爷爷|婆婆|同学|主任|主管|秘书|局长|处长|科长|部长|校长|院长|店长|队长|班长|组长|站长|厂长|村长|书记|律师|警官|法官|会计|教练|导演|老大|工(?![作人程厂资具业地会夫])|总(?![是共会之数要算的体结能部])|[哥姐叔婶嫂爷伯董](?![哥姐叔婶嫂爷伯事]))';
const titled = new RegExp(`^${title}`);
/** Behind a person's name and hardly anywhere else. */
const followed = new RegExp(
  String.raw`^(?:${title}|的?(?:电话|手机|号码|微信|邮箱|生日|地址|身份证|银行卡|车|家|老婆|老公|妈妈|爸爸|女儿|儿子|快递|包裹|名字|房间|航班|工资|病历|账号|签证|护照|照片|消息|短信|留言|来电|简历|合同|体检)|打电话|打个电话|打来|发短信|发微信|发来?消息|发邮件|回电话|接的|说他|说她|说我|住在|住|预订|预约|参加|明天来|今天来|在家吗|在吗|来接|买|[一二两三四五六七八九十\d]+[百千万块元]|开会|吃饭|见面|两位|不对)`,
);
/** Talk about somebody whom everybody knows. */
const famous =
  /^(?:是(?:谁|哪|什么)|的(?:歌|诗|故事|电影|专辑|小说|作品|演唱会|新歌|生平|简介|传记|话剧|相声|音乐|电视剧|经典)|演的|唱的|写的|主演|哪年|什么时候出生|多大|多高|几岁|哪里人|演唱会|新歌|主演|写过|演过|唱过|去世|出生)/;
/** Words with a surname's character that are words first. */
const particles = new Set('和向于时都让那应全能当过来但由者尽索呼居给跟对从与同因'.split(''));
/** Never in a name that parents choose. */
const neverGiven = new Set(
  '的了是在和跟给说打发吗呢吧啊呀嘛不没我你他她它们这那哪要去来到也就都还很把被让叫请问个几什么怎谁已再又只会能想看听买找接约住位做吃喝走跑放开关号第两每些点块件条只'.split(
    '',
  ),
);

const isHan = (character: string | undefined) =>
  character !== undefined && character >= '\u4e00' && character <= '\u9fff';
/** A word of the language that is nobody's name. */
const isWord = (text: string) =>
  text.length > 1 && commonness(text, 'zh-CN') !== -1 && dictionaryKind(text) === 'word';
const named = (start: number, end: number, certainty: Certainty, reason: string): Hit => ({
  start,
  end,
  type: 'person',
  certainty,
  reason: `name: ${reason}`,
});

/** A common word that reaches over the edge of the candidate takes its characters away. */
function isTornFrom(text: string, start: number, end: number): boolean {
  return (
    isWord(text.slice(start, end)) ||
    (start > 0 && isWord(text.slice(start - 1, start + 1))) ||
    isWord(text.slice(end - 1, end + 1)) ||
    (start > 0 && isWord(text.slice(start - 1, start + 2)))
  );
}

interface Place {
  readonly before: string;
  readonly isStrong: boolean;
  readonly isIntroduced: boolean;
}

function placeAt(text: string, start: number): Place {
  const before = text.slice(Math.max(0, start - 12), start);
  const isStrong = strongly.test(before);
  return { before, isStrong, isIntroduced: isStrong || introduced.test(before) };
}

/** @param text the view's */
export function chineseNameHits(text: string): Hit[] {
  const hits: Hit[] = [...(text.includes('·') ? dottedHits(text) : []), ...mixedHits(text)];
  for (let index = 0; index < text.length; index++) {
    if (!isHan(text[index]) || !isHan(text[index + 1])) continue;
    const hit = nicknameAt(text, index) ?? surnameAt(text, index) ?? givenNameAt(text, index);
    if (hit === undefined) continue;
    hits.push(hit);
    index = hit.end - 1;
  }
  return hits;
}

/** 约翰逊·彼得: names of the world in Chinese characters. */
function dottedHits(text: string): Hit[] {
  return [
    ...text.matchAll(
      /(?:(?![和跟给叫是找请把打])[\u4e00-\u9fff]){1,6}(?:·[\u4e00-\u9fff]{1,6}?(?=的|打|说|在|来|[^\u4e00-\u9fff]|$))+/gu,
    ),
  ]
    .filter((match) => !performed.test(text.slice(Math.max(0, match.index - 4), match.index)))
    .map((match) => named(match.index, match.index + match[0].length, 'certain', 'foreign name'));
}

/** Amy陈: a given name in Latin letters before a surname. */
function mixedHits(text: string): Hit[] {
  if (!/[A-Za-z]{2}[\u4e00-\u9fff]/.test(text)) return [];
  return [
    ...text.matchAll(
      /(?<![A-Za-z])[A-Z][a-z]{1,9}([\u4e00-\u9fff])(?![\u4e00-\u9fff])|(?<![A-Za-z])[A-Z][a-z]{1,9}([\u4e00-\u9fff])(?=的|说|打|在|来)/g,
    ),
  ]
    .filter((match) => surnames.has(match[1] ?? match[2] ?? ''))
    .map((match) => named(match.index, match.index + match[0].length, 'likely', 'given name and surname'));
}

const nicknamePrefix = new Set(['小', '老', '阿', '大']);

/** 小王, 老张, 阿芳: and what they are called by. */
function nicknameAt(text: string, start: number): Hit | undefined {
  if (!nicknamePrefix.has(text[start]!)) return undefined;
  const second = text[start + 1]!;
  const isSurname = surnames.has(second) && !neverGiven.has(second);
  const isGiven = text[start] !== '大' && text[start] !== '老' && givenCharacters.has(second);
  if (!isSurname && !isGiven) return undefined;
  const call = titled.exec(text.slice(start + 2, start + 6))?.[0] ?? '';
  const end = start + 2 + call.length;
  if (isWord(text.slice(start, start + 2)) || isWord(text.slice(start + 1, start + 3))) return undefined;
  if (isWord(text.slice(start, start + 3)) || (start > 0 && isWord(text.slice(start - 1, start + 1))))
    return undefined;
  if (call !== '' && isSurname) return named(start, end, 'certain', 'nickname and title');
  const { isStrong, isIntroduced } = placeAt(text, start);
  const isFollowed = followed.test(text.slice(end, end + 6));
  const isAtEdge = !isHan(text[end]);
  if (isIntroduced && (isFollowed || isAtEdge || isStrong)) return named(start, end, 'certain', 'nickname');
  if (isSurname && (isFollowed || isIntroduced)) return named(start, end, 'likely', 'nickname');
  return undefined;
}

function surnameAt(text: string, start: number): Hit | undefined {
  const isCompound =
    compoundBeginnings.has(text[start]!) &&
    (compoundSurnames.has(text.slice(start, start + 2)) ||
      compoundSurnames.has(text.slice(start, start + 3)));
  if (!isCompound && !surnames.has(text[start]!)) return undefined;
  const length = !isCompound ? 1 : compoundSurnames.has(text.slice(start, start + 3)) ? 3 : 2;
  const givenStart = start + length;
  if (!isHan(text[givenStart])) return undefined;
  const place = placeAt(text, start);
  if (performed.test(place.before)) return undefined;
  const isKnown = (end: number) => isOfEverybodyChinese(text, start, end);
  const call = titled.exec(text.slice(givenStart, givenStart + 4))?.[0];
  if (call !== undefined) {
    const isFunctional = particles.has(text[start]!) && !place.isStrong;
    const isTaken =
      !isCompound &&
      (isWord(text.slice(start, givenStart + 1)) ||
        (start > 0 && !place.isIntroduced && isWord(text.slice(start - 1, givenStart))) ||
        isWord(text.slice(start, givenStart + call.length)));
    if (!isFunctional && !isTaken)
      return named(start, givenStart + call.length, 'certain', 'surname and title');
  }
  let best: { readonly score: number; readonly end: number } | undefined;
  for (const givenLength of [2, 1]) {
    const score = scoreOf(text, start, givenStart, givenLength, place, isCompound);
    if (score >= 3 && (best === undefined || score > best.score))
      best = { score, end: givenStart + givenLength };
  }
  if (best === undefined || isKnown(best.end)) return undefined;
  const behind = titled.exec(text.slice(best.end, best.end + 4))?.[0] ?? '';
  const certainty = best.score >= 5 ? 'certain' : best.score >= 4 ? 'likely' : 'unsure';
  return named(start, best.end + behind.length, certainty, `surname and given name, ${best.score} points`);
}

/** Points for a name: 3 may be one, 4 is likely to be one, 5 is one. */
function scoreOf(
  text: string,
  start: number,
  givenStart: number,
  givenLength: number,
  { isStrong, isIntroduced }: Place,
  isCompound: boolean,
): number {
  const end = givenStart + givenLength;
  const given = [...text.slice(givenStart, end)];
  if (
    given.length < givenLength ||
    !given.every((character) => isHan(character) && !neverGiven.has(character))
  )
    return 0;
  const after = text.slice(end, end + 6);
  if (famous.test(after) && !isStrong) return 0;
  const isFollowed = followed.test(after);
  const chosen = given.filter((character) => givenCharacters.has(character)).length;
  const isEveryday = !isCompound && everydaySurnames.has(text[start]!);
  const isTorn = isTornFrom(text, start, end);
  return (
    (chosen === givenLength ? 2 : chosen > 0 ? 1 : 0) +
    (isCompound ? 2 : 0) +
    (givenLength === 2 ? 1 : 0) +
    (isStrong ? 2 : isIntroduced ? 1 : 0) +
    (isFollowed ? 2 : !isHan(text[end]) ? 1 : 0) -
    (isEveryday ? 2 : 0) -
    (isTorn ? 3 : 0) -
    (particles.has(text[start]!) ? 2 : 0)
  );
}

/** 春霞, 一宁: a given name alone, where the words around leave nothing else. */
function givenNameAt(text: string, start: number): Hit | undefined {
  const end = start + 2;
  if (!givenCharacters.has(text[start]!) || !givenCharacters.has(text[start + 1]!)) return undefined;
  if (neverGiven.has(text[start + 1]!)) return undefined;
  const { isStrong } = placeAt(text, start);
  const isFollowed = /^的(?:电话|手机|号码|生日|微信|快递|照片|消息|签证|护照|生日|家|地址)/.test(
    text.slice(end, end + 4),
  );
  const isAtEdge = !isHan(text[end]);
  const isAfterEdge = start === 0 || !isHan(text[start - 1]);
  if (
    !(isStrong && (isAtEdge || isFollowed)) &&
    !(isAfterEdge && isFollowed) &&
    !(isAfterEdge && /^的(?![\u4e00-\u9fff])/.test(text.slice(end, end + 2)))
  )
    return undefined;
  if (isTornFrom(text, start, end) || commonness(text.slice(start, end), 'zh-CN') !== -1) return undefined;
  return named(start, end, 'likely', 'given name');
}
