/** Names of people in Mandarin text: surname, one or two characters, and what stands around them. */
import type { Certainty, Hit } from './hit.ts';
import { commonness, dictionaryKind } from './lexicon/lexicon.ts';

/** The surnames of nearly everybody, most frequent first. */
const surnames = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由'.split(
    '',
  ),
);
const compoundSurnames = new Set(
  '欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 司徒 轩辕 端木 百里 南宫 独孤 申屠 呼延 澹台 公冶 闻人 淳于 单于 太史 钟离 左丘 西门 东郭 南门 万俟 赫连 司空'.split(
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

/** What introduces a person. */
const introduced =
  /(?:我叫|叫做|名叫|名字(?:叫|是|：|:)?|姓名(?:是|为|：|:)?|联系人(?:是|：|:)?|收件人(?:是|：|:)?|我是|他是|她是|这是|这位是|那位是|本人|患者|客户|乘客|住客|客人|同事|朋友|邻居|同学|老公|老婆|丈夫|妻子|儿子|女儿|哥哥|弟弟|姐姐|妹妹|爸爸|妈妈|父亲|母亲|老师|医生|经理|老板|司机|保姆|阿姨|打给|打电话给|发给|发短信给|发微信给|发消息给|转给|转告|告诉|通知|提醒|呼叫|拨打|联系|给|找|约|叫|帮|替|跟|和|与|同|对|问|请|让|陪|接|送|祝|向|为|被|由|因为|听说|认识|想念|想|是|姓|@)\s?$/;
const strongly =
  /(?:我叫|叫做|名叫|名字叫|名字是|名字|姓名(?:是|为|：|:)?|联系人(?:是|：|:)?|收件人(?:是|：|:)?|打给|打电话给|发给|发短信给|发微信给|发消息给|转告|呼叫|本人|患者|乘客|住客|@)\s?$/;
/** Behind a person's name and hardly anywhere else. */
const followed =
  /^(?:先生|女士|小姐|太太|夫人|老师|医生|大夫|护士|教授|博士|经理|总监|总裁|总经理|老板|师傅|阿姨|叔叔|伯伯|奶奶|爷爷|同学|主任|局长|处长|科长|部长|校长|院长|律师|警官|法官|会计|老大|哥|姐|弟|妹|的?(?:电话|手机|号码|微信|邮箱|生日|地址|身份证|银行卡|车|家|老婆|老公|妈妈|爸爸|女儿|儿子|快递|包裹|名字|房间|航班|工资|病历|账号)|打电话|打个电话|发短信|发微信|发消息|发邮件|回电话|说他|说她|住在|住|预订|预约|明天来|今天来|在家吗|在吗|来接)/;
const titles =
  /^(?:先生|女士|小姐|太太|夫人|老师|医生|大夫|护士|教授|博士|经理|总监|总裁|总|老板|师傅|阿姨|叔叔|伯伯|奶奶|爷爷|主任|局长|处长|科长|部长|校长|院长|律师|警官|哥|姐)/;
const nicknames = /(?:小|老|阿)$/;

/** Surnames that are everyday words first: a name only where the words around say so. */
const everydaySurnames = new Set(
  '任方于安齐易耿关尚成时司古曲解苗谷盛路单季全应卫桂明连那师和权强党阴石高白史常温万能何当许段向汤钱项车门都位闻区花黄金江林叶文龙马牛羊水平顾毛孔尹乐冀鱼甘海房商相国计支索宣晋初云容敬来满印况宿鲜幸元束衣信展阳富奉植由尽干但尉冶斯居揭呼於利者勾赫屠豆盖练井祖漆'.split(
    '',
  ),
);
/** Artists and singers of a request for music are known to everybody. */
const performed = /(?:播放|放一首|来一首|来首|唱一首|听|放|点播|点一首|搜索|唱)\s?$/;

const isHan = (character: string | undefined) =>
  character !== undefined && character >= '\u4e00' && character <= '\u9fff';
/** A word of the language that is nobody's name. */
const isWord = (text: string) => commonness(text, 'zh-CN') !== -1 && dictionaryKind(text) === 'word';

/** Two or three characters that are a word of the language are no name unless something says so. */
function looksLikeWords(text: string, start: number, end: number): boolean {
  // A common word that reaches over the edge of the candidate takes its characters away.
  for (const [from, to] of [
    [start - 1, start + 1],
    [end - 1, end + 1],
    [start - 1, start + 2],
    [end - 1, end + 2],
  ] as const) {
    if (from < 0 || to > text.length) continue;
    const piece = text.slice(from, to);
    if ([...piece].every(isHan) && isWord(piece)) return true;
  }
  return isWord(text.slice(start, end));
}

/** @param text the view's */
export function chineseNameHits(text: string): Hit[] {
  const hits: Hit[] = [];
  for (let index = 0; index < text.length; index++) {
    const compound =
      compoundBeginnings.has(text[index]!) && compoundSurnames.has(text.slice(index, index + 2));
    if (!compound && !surnames.has(text[index]!)) continue;
    const surnameLength = compound ? 2 : 1;
    if (!isHan(text[index + surnameLength])) continue;
    const isEveryday = !compound && everydaySurnames.has(text[index]!);
    const before = text.slice(Math.max(0, index - 7), index);
    if (performed.test(before)) continue;
    const isStrong = strongly.test(before);
    const isIntroduced = isStrong || introduced.test(before);
    const givenStart = index + surnameLength;
    const titled = titles.exec(text.slice(givenStart, givenStart + 3));
    if (titled !== null && !looksLikeWords(text, index, givenStart)) {
      const isNickname = nicknames.test(before);
      const start = isNickname ? index - 1 : index;
      const isTaken = isWord(text.slice(index, givenStart + 1)) || isWord(text.slice(index - 1, givenStart));
      if (!isTaken)
        hits.push({
          start,
          end: givenStart,
          type: 'person',
          certainty: 'likely',
          reason: 'name: surname and title',
        });
      if (!isTaken) continue;
    }
    const best = [2, 1]
      .map((length) => candidateAt(text, index, givenStart, length, isIntroduced, isStrong, isEveryday))
      .filter((hit) => hit !== undefined)
      .sort((a, b) => order[b.certainty] - order[a.certainty])[0];
    if (best === undefined) continue;
    hits.push(best);
    index = best.end - 1;
  }
  return hits;
}

const order: Readonly<Record<Certainty, number>> = { certain: 2, likely: 1, unsure: 0 };

function candidateAt(
  text: string,
  start: number,
  givenStart: number,
  givenLength: number,
  isIntroduced: boolean,
  isStrong: boolean,
  isEveryday: boolean,
): Hit | undefined {
  const end = givenStart + givenLength;
  const given = text.slice(givenStart, end);
  if (given.length < givenLength || ![...given].every(isHan)) return undefined;
  const after = text.slice(end, end + 6);
  const isFollowed = followed.test(after);
  const isAtEdge = !isHan(text[end]) || isFollowed;
  const chosen = [...given].filter((character) => givenCharacters.has(character)).length;
  const isWordLike = looksLikeWords(text, start, end);
  const isCompound = givenStart - start === 2;
  const hit = (certainty: Certainty, reason: string): Hit => ({
    start,
    end,
    type: 'person',
    certainty,
    reason: `name: ${reason}`,
  });
  if (isCompound && chosen >= 1 && !isWordLike) return hit('certain', 'compound surname');
  if (isWordLike)
    return isStrong && isFollowed && chosen === givenLength ? hit('likely', 'introduced') : undefined;
  if (isEveryday && !(isStrong && chosen >= 1) && !(isFollowed && isIntroduced && chosen >= 1))
    return undefined;
  if (isStrong && (chosen >= 1 || isAtEdge)) return hit('certain', 'introduced');
  if (isIntroduced && isFollowed) return hit('certain', 'words around it');
  if (isFollowed && chosen >= 1) return hit('likely', 'words behind it');
  if (isIntroduced && chosen === givenLength && (givenLength === 2 || isAtEdge))
    return hit('likely', 'words before it');
  if (chosen === givenLength && givenLength === 2)
    return isIntroduced || isAtEdge
      ? hit('likely', 'characters of names')
      : hit('unsure', 'characters of names');
  return undefined;
}
