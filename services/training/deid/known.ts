/**
 * Whom and what everybody knows: singers, characters, titles, questions of knowledge. A name in such talk leads to nobody
 * at home. Where somebody is called or written to, it is a name again.
 */

const famousChinese = new Set(
  '周杰伦 林俊杰 陈奕迅 王菲 邓丽君 张学友 刘德华 薛之谦 李荣浩 毛不易 邓紫棋 张国荣 梅艳芳 周星驰 成龙 李连杰 李小龙 姚明 刘翔 郎平 马龙 孙杨 谷爱凌 李白 杜甫 苏轼 苏东坡 白居易 王维 辛弃疾 李清照 陶渊明 屈原 孔子 孟子 老子 庄子 秦始皇 汉武帝 唐太宗 武则天 康熙 乾隆 诸葛亮 曹操 刘备 关羽 张飞 赵云 周瑜 司马懿 司马迁 孙悟空 猪八戒 唐僧 林黛玉 贾宝玉 薛宝钗 王熙凤 宋江 武松 鲁智深 林冲 鲁迅 老舍 巴金 茅盾 莫言 金庸 古龙 三毛 张爱玲 钱钟书 钱学森 袁隆平 屠呦呦 邓稼先 华罗庚 马云 马化腾 雷军 任正非 孙中山 雷锋 岳飞 文天祥 郑成功 花木兰 白娘子 许仙 嫦娥 后羿 哪吒 包拯 包青天 蔡伦 毕昇 张衡 祖冲之 李时珍 华佗 扁鹊 爱因斯坦 牛顿 达芬奇 贝多芬 莫扎特 肖邦 巴赫 莎士比亚 拿破仑 哥伦布 居里夫人 爱迪生 特斯拉 霍金 乔布斯 马斯克 哈利波特 福尔摩斯 灰姑娘 白雪公主 米老鼠 唐老鸭 喜羊羊 灰太狼 光头强 小猪佩奇 柯南 梅西 科比 詹姆斯 库里 乔丹 郭德纲 岳云鹏 赵本山 单田芳 马三立 侯宝林 郎朗 李云迪 梁静茹 孙燕姿 蔡依林 王力宏 周深 华晨宇 刀郎 汪峰 许嵩 那英 韩红 宋祖英 张艺谋 冯小刚 陈凯歌 李安 姜文 巩俐 章子怡 葛优 黄渤 吴京 沈腾 贾玲 徐峥 胡歌 安徒生 格林 西游记 伊索'.split(
    ' ',
  ),
);

/** Somebody is called, written to or met: then a name is a name. */
const meant =
  /(?:打给|打电话|拨给|发给|发消息|发短信|发微信|转告|告诉|通知|提醒|联系|呼叫|约|邀请|接一下|寄给|我叫|我是|名字|联系人|[收寄]件人)[^，。]{0,4}$/;
/** Talk of songs, films, games and history, and what is asked of knowledge. */
const talkChinese =
  /谁(?:唱|写|演|导|画|发明|创作|拍|作曲|作词)|(?:歌手|歌曲|这首歌|的歌|首歌|专辑|演唱会|电影|电视剧|动画片?|综艺|相声|评书|京剧|主演|导演|演员|作者|作家|诗人|首诗|的诗|古诗|词牌|小说|朝代|皇帝|历史上|生平|简介|出生于|代表作|比赛|进球|球星|冠军|故事|传说|神话|童话|播放|放一[首段]|来一?[首段]|听一[首段]|想听|我要听|百科)|是(?:谁|哪[国年个里]|什么(?:人|时候))|哪一?年(?:出生|去世|发明)|多高|多大年纪|有几个(?:孩子|老婆)/;
/** What is asked of places: a name before it is one of a town. */
const placeBehind =
  /^(?:的)?(?:天气|气温|几点|时间|时差|汇率|机场|首都|人口|面积|怎么走|怎么去|有多远|离|下雨|下雪|旅游|攻略|\d)/;

/** @param behind the text behind the name, @param before the text before it */
export function isOfEverybodyChinese(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  if (meant.test(before)) return false;
  if (famousChinese.has(text.slice(start, end)) || placeBehind.test(text.slice(end, end + 6))) return true;
  return talkChinese.test(text);
}

/** Behind a title they make a character, a drink, a brand or a day. */
const characters =
  /^(?:who|strange|pepper|seuss|dre|phil|oz|bean|robot|clean|potato|magoo|rogers|freeze|spock|darcy|fox|america|american|marvel|kirk|picard|hook|nemo|sparrow|planet|crunch|obvious|x|snape|mcgonagall|dumbledore|xavier|moriarty|plum|christmas|time|brown's|ted|sam|jemima|judy|dredd|piggy|universe|world|jackie|act|pikachu|doubtfire|butterworth|poppins|claus|hyde|jekyll|zhivago|dolittle|evil|no|doom|octopus|watson|holmes|frankenstein|manhattan|house|ben's|buck|monopoly|t|incredible|peanut|softee|sandman|blobby|tumble|happy|grinch|beast|saigon|congeniality|right|big|maisel|pac|wives|bear|tom's cabin|carter|ratched|krupke|conan|ahab|underpants|nemo|martens|scholl|miyagi|burns|tumnus|wonka|moses|cook|john misty|dear|fester|vernon|remus|iroh|knows best|winter|coin|and son|figure|appointment|station|office|visit|bag)\b/i;
const madeBy =
  /\b(?:songs?|tracks?|music|albums?|hits?|movies?|films?|shows?|books?|novels?|poems?|paintings?|plays?|quotes?|podcasts?|audiobooks?|biography|concerts?|symphony|sonata|opera|documentary)\s(?:by|from|with|of|starring|about|featuring|named|called)\s(?:the\s)?$/i;
const knowledge =
  /^\W*(?:(?:hey|hi|um|uh|okay|ok|so|please|can|could|you|do|i|wonder|want|to|know|tell|me|quick|question|alexa|google|siri)\b\W*)*(?:who(?:'s|s)?\s(?:is|was|are|were|the|played|plays|sang|sings|wrote|directed|invented|discovered|painted|founded|created|composed|starred|voiced|won|said|killed|did)|when(?:'s|s)?\s(?:is|was|did|were|does)|how\s(?:old|tall|rich|many (?:kids|children|albums|movies|books|wives|goals))|what\s(?:year|movies?|films?|songs?|albums?|books?|band|team|country)|which\s(?:movies?|films?|songs?|albums?|books?|band|team|country)|where\s(?:is|was)\b.{0,40}\b(?:from|born|buried)|(?:is|was|are|did)\b.{0,40}\b(?:alive|dead|married|born|movie|film|song|album|book|oscar|grammy|president))\b/i;
const behindFamous =
  /^(?:'?s)?\s(?:songs?|albums?|movies?|films?|books?|music|latest|newest|net worth|greatest|biography|concerts?|tour|discography|playlist|radio|soundtrack|symphony|audiobooks?|trailer|podcast|novels?|poems?|paintings?|plays?|era|band|trilogy|series|cartoons?)\b/i;
const famousEnglish = new Set(
  'albert einstein|isaac newton|charles darwin|marie curie|nikola tesla|thomas edison|leonardo da vinci|vincent van gogh|pablo picasso|claude monet|william shakespeare|jane austen|charles dickens|mark twain|ernest hemingway|george orwell|agatha christie|stephen king|edgar allan poe|oscar wilde|emily dickinson|walt whitman|robert frost|wolfgang amadeus mozart|mozart|beethoven|bach|chopin|vivaldi|tchaikovsky|johnny cash|elvis presley|michael jackson|freddie mercury|david bowie|elton john|paul mccartney|john lennon|george harrison|ringo starr|bob marley|bob dylan|jimi hendrix|kurt cobain|frank sinatra|louis armstrong|miles davis|john coltrane|ella fitzgerald|billie holiday|nina simone|aretha franklin|stevie wonder|marvin gaye|james brown|ray charles|whitney houston|mariah carey|celine dion|tina turner|dolly parton|willie nelson|taylor swift|ed sheeran|justin bieber|ariana grande|billie eilish|bruno mars|adele|lady gaga|katy perry|miley cyrus|harry styles|kanye west|jay z|snoop dogg|kendrick lamar|norah jones|amy winehouse|sam smith|shawn mendes|olivia rodrigo|dua lipa|tom hanks|brad pitt|leonardo dicaprio|meryl streep|julia roberts|denzel washington|morgan freeman|clint eastwood|harrison ford|marilyn monroe|audrey hepburn|charlie chaplin|bruce lee|jackie chan|will smith|tom cruise|steven spielberg|alfred hitchcock|stanley kubrick|quentin tarantino|walt disney|george washington|abraham lincoln|thomas jefferson|john f kennedy|barack obama|donald trump|joe biden|bill clinton|ronald reagan|winston churchill|queen elizabeth|queen victoria|king arthur|king henry|martin luther king|martin luther|nelson mandela|mahatma gandhi|julius caesar|cleopatra|napoleon bonaparte|napoleon|alexander the great|marco polo|christopher columbus|neil armstrong|buzz aldrin|michael jordan|lebron james|kobe bryant|stephen curry|tiger woods|serena williams|roger federer|rafael nadal|lionel messi|cristiano ronaldo|muhammad ali|usain bolt|babe ruth|tom brady|sherlock holmes|harry potter|hermione granger|ron weasley|james bond|luke skywalker|darth vader|frodo baggins|bilbo baggins|katniss everdeen|peter pan|robin hood|peter rabbit|winnie the pooh|mickey mouse|donald duck|bugs bunny|homer simpson|bart simpson|scooby doo|charlie brown|indiana jones|jack sparrow|mary poppins|tony stark|peter parker|bruce wayne|clark kent|lois lane|romeo and juliet|tom sawyer|huckleberry finn|oliver twist|jane eyre|dorian gray|moby dick|santa claus|bill gates|steve jobs|elon musk|jeff bezos|warren buffett|oprah winfrey|stephen hawking|carl sagan|sigmund freud|karl marx|plato|aristotle|socrates|confucius'.split(
    '|',
  ),
);
const familiar = new Set([...famousEnglish].flatMap((name) => [name, name.split(' ').slice(0, 2).join(' ')]));
/** What is built, held or given in somebody's name. */
const landmark =
  /\b(?:squares?|gardens?|memorial|monument|stadium|arena|theat(?:er|re)|towers?|falls|canyon|terminal|zoo|prize|awards?|cup|bay|valley|tunnel|dam|cathedral|palace|castle|gallery|bridge|airport|station|museum|library|university|college|hospital|park|center|centre|mall|beach|island|lake|river|fashion week|day)\b/i;

/** Whose number, door or day is asked for is somebody of ours. */
const ours =
  /\b(?:call|dial|text|e-?mail|message|invite|remind|phone|number|address|my|our|appointment|birthday|meeting|reservation)\b/i;

/** @param before the whole text before the name */
export function isOfEverybodyEnglish(text: string, start: number, end: number): boolean {
  const found = text.slice(start, end);
  if (familiar.has(found.toLowerCase().replace(/['’]s?$/, ''))) return true;
  if (landmark.test(found) || landmark.test(/^\s[\w]+/.exec(text.slice(end, end + 16))?.[0] ?? ''))
    return true;
  const before = text.slice(0, start);
  if (behindFamous.test(text.slice(end, end + 24)) || madeBy.test(before)) return true;
  const sentence = before.slice(
    Math.max(0, ...['. ', '? ', '! '].map((stop) => before.lastIndexOf(stop) + 2)),
  );
  return knowledge.test(`${sentence}${text.slice(start)}`) && !ours.test(text);
}

/** @param behind the text behind a title and its space */
export const isCharacter = (behind: string): boolean => characters.test(behind);

const asked =
  /^\W*(?:(?:hey|hi|um|uh|okay|ok|so|please|can|could|would|you|i|we|want|to|let's|lets|just|alexa|google|siri)\b\W*)*(?:play|watch|stream|put on|queue|sing|who (?:sings|sang|directed|wrote|stars|played)|shuffle|rewatch|start the (?:movie|film|show)|(?:the )?(?:movie|film|show|song|album|episode|book)\b)/i;
/** Songs, films and books are called after streets too. */
export const isAskedToPlay = (text: string, start: number): boolean =>
  asked.test(text.slice(0, start)) || madeBy.test(text.slice(0, start));
