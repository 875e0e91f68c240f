/** Identifiers that letters or signs give away: mail and web addresses, machines, plates, passports, places on a map. */
import ipaddr from 'ipaddr.js';
import type { Certainty, Hit, IdentifierType } from './hit.ts';
import { sign } from './signs.ts';

interface Pattern {
  readonly type: IdentifierType;
  readonly certainty: Certainty;
  readonly reason: string;
  /** All of these bits of {@link sign} must be in the text. */
  readonly needs: number;
  /** A character or word without which there is nothing to look for. */
  readonly hint: RegExp;
  readonly pattern: RegExp;
  /** Group that is the identifier; 0 = the whole match. */
  readonly group?: number;
  readonly check?: (found: string) => boolean;
}

const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const spokenDot = String.raw`(?:\s?\.\s?|\s(?:dot|point)\s|\s?点\s?)`;
const spokenAt = String.raw`(?:\s?@\s?|\sat\s)`;
const topLevel =
  '(?:com|cn|net|org|edu|gov|io|co|me|info|biz|us|uk|de|fr|jp|ru|es|it|nl|se|no|dk|fi|pl|ch|at|be|au|ca|br|in|mx|hu|cz|si|za|pt|gr|ie|nz|kr|tw|hk|sg|app|dev|ai|tv|cc|xyz|top|vip|club|site|online|shop|tech|eu|name|mobi)';
const spokenDigit =
  '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|double|triple)';
const spokenSign = '(?:dot|point|dash|hyphen|minus|underscore|plus|slash)';
/** A word and what is spelled behind it: "hejing eight seven nine", "tom underscore b four". */
const spokenHandle = String.raw`[\p{L}\p{N}._%+-]{1,40}(?:\s(?:(?:${spokenSign}\s)[\p{L}\p{N}-]{1,40}|${spokenDigit}|\d{1,6}|[a-z])(?![\p{L}\p{N}])){0,14}`;
const spokenDomain = String.raw`[\p{L}\p{N}-]{1,40}(?:\s(?:(?:dash|hyphen|${spokenDigit})(?:\s[\p{L}\p{N}-]{1,40})?)(?![\p{L}\p{N}])){0,3}(?:(?:\s(?:dot|point)\s|\.)(?:[a-z](?:\s[a-z]\b){1,2}|[\p{L}\p{N}-]{1,30}(?:\s(?:dash|hyphen)\s[\p{L}\p{N}-]{1,30})?)){1,4}`;
const endsInDomain = new RegExp(String.raw`(?:dot|point|\.)\s?(?:${topLevel}|[a-z](?:\s[a-z]){1,2})$`, 'i');
const chineseDigit = '[零〇一幺二两三四五六七八九洞拐勾]';
const chineseSign = '(?:点|下划线|杠|横杠|减|大写|小写|中划线)';
const chineseHandle = String.raw`(?:[A-Za-z0-9_.+-]{1,40}|${chineseDigit}{1,20})(?:[ ]?(?:${chineseSign}[ ]?|(?=${chineseDigit}))(?:[A-Za-z0-9_.+-]+|${chineseDigit}+)){0,8}`;
const chineseDomain = String.raw`(?:[A-Za-z0-9-]{1,40}|${chineseDigit}{2,6})(?:${chineseDigit}+|[ ]?杠[ ]?[A-Za-z0-9]+)?(?:[ ]?(?:点|\.)[ ]?[A-Za-z0-9-]{1,30}){1,4}`;
const chineseOctet = '(?:[零〇一幺二两三四五六七八九十百洞拐勾]{1,6}|\\d{1,3})';
const englishOctet = String.raw`(?:\d{1,3}|${spokenDigit}(?:[ -]${spokenDigit}){0,4})`;
const spokenDegrees = String.raw`(?:(?:minus|negative)\s)?(?:${englishOctet})\s(?:point|dot)\s${spokenDigit}(?:\s${spokenDigit}){0,7}(?:\sdegrees)?(?:\s(?:north|south|east|west))?`;
const written = String.raw`[-+]?\d{1,3}(?:\.\d+)?\s?(?:°|度|degrees)?(?:\s?\d{1,2}(?:\.\d+)?\s?[′'分])?(?:\s?\d{1,2}(?:\.\d+)?\s?[″"秒])?`;
/** Said of software, four numbers with dots are a version. */
const versionBefore = String.raw`(?<!(?:version|firmware|build|release|\bv|版本|固件|系统|更新到|升级到|升到)[^\d]{0,6})`;
const provinceCharacters = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const plateLetters = 'A-HJ-NP-Z';
/** How plates of other countries are written: letters and digits by turns, apart by nothing, a space or a dash. */
const plateShape =
  '(?:[A-Z]{2}[ -]?\\d{1,2}[ -]?[A-Z]{1,2}[ -]?\\d{4}|[A-Z]{1,3}-[A-Z]{1,2}[ -]?\\d{1,4}[EH]?|[A-Z]{1,3}[ -]?\\d{2,4}(?:[ -]?[A-Z]{1,3})?|\\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\\d{1,4})?)(?![A-Za-z0-9])';
/** Short words look like the letters of a plate. */
const noPlate = '(?!(?:on|in|at|for|to|by|the|of|and|or|no|my|a|an|is|from|am|pm)\\b)';
const plateWord =
  '(?:(?:licen[cs]e|number|registration|vehicle|car)\\s)?(?:plates?|tags?|registration|rego?)';
/** What else stands beside vehicles as plates do: makes, and places to leave them. */
const noPlateOfVehicle = '(?!BMW|GMC|RAM|KIA|AMG|SUV|GPS|USB|VW|MG)';

const patterns: readonly Pattern[] = [
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address',
    needs: sign.at,
    hint: /@|\bat\b/i,
    pattern: new RegExp(
      String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}._%+-]){1,64}(?:\s?(?:dot|underscore|点|下划线|dash|杠)\s?[\p{L}\p{N}_%+-]{1,64}){0,3}${spokenAt}${label}(?:${spokenDot}${label}){0,3}${spokenDot}${topLevel}(?![\p{L}\p{N}])`,
      'giu',
    ),
  },
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address',
    needs: sign.at,
    hint: /@/,
    pattern: new RegExp(
      String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}._%+-]){1,64}@${label}(?:\.${label})+`,
      'giu',
    ),
  },
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address said aloud',
    needs: sign.at | sign.spokenDot,
    hint: /\bat\b.*\b(?:dot|point)\b/i,
    pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])${spokenHandle}\s(?:at|@)\s${spokenDomain}`, 'giu'),
    check: (found) => endsInDomain.test(found),
  },
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address said aloud',
    needs: sign.at,
    hint: /(?:@|艾特|小老鼠|圈a).*[点.]|at.*点/i,
    pattern: new RegExp(String.raw`${chineseHandle}[ ]?(?:@|艾特|小老鼠|圈a|at)[ ]?${chineseDomain}`, 'gi'),
  },
  {
    type: 'url',
    certainty: 'certain',
    reason: 'web address said aloud',
    needs: sign.letter | sign.spokenDot,
    hint: /\b(?:dot|point)\s\w/i,
    pattern: new RegExp(
      String.raw`(?:(?:triple w|w w w|double u double u double u|www)\s(?:dot|point)\s${spokenDomain}|(?:https? colon slash slash\s)?(?<![\p{L}\p{N}])${label}(?:\s(?:(?:dash|hyphen)\s${label}|${spokenDigit})){0,3}(?:\s(?:dot|point)\s${label}){0,2}\s(?:dot|point)\s${topLevel}(?![\p{L}\p{N}]))(?:\sslash\s[\p{L}\p{N}-]+(?:\s(?:${spokenDigit}|(?:dash|hyphen)\s[\p{L}\p{N}-]+))*){0,4}`,
      'giu',
    ),
  },
  {
    type: 'url',
    certainty: 'certain',
    reason: 'web address said aloud',
    needs: sign.letter | sign.spokenDot,
    hint: /点\s?[a-z]/i,
    pattern: new RegExp(
      String.raw`(?:(?:三达不溜|三w|3w|www)[ ]?(?:点|\.)[ ]?${chineseDomain}|[A-Za-z0-9-]{2,40}${chineseDigit}*(?:[ ]?点[ ]?[A-Za-z0-9-]{1,30}){0,3}[ ]?点[ ]?${topLevel}(?![A-Za-z0-9]))(?:[ ]?(?:斜杠|斜线|\/)[ ]?[A-Za-z0-9-]+){0,4}`,
      'gi',
    ),
  },
  {
    type: 'ip',
    certainty: 'certain',
    reason: 'network address said aloud',
    needs: sign.number | sign.spokenDot,
    hint: /\b(?:dot|point)\b.*\b(?:dot|point)\b.*\b(?:dot|point)\b/i,
    pattern: new RegExp(
      String.raw`\b${englishOctet}(?:[ ,]{1,2}(?:dot|point)[ ,]{1,2}${englishOctet}){3}(?:\s(?:colon|port)\s${englishOctet})?`,
      'gi',
    ),
  },
  {
    type: 'ip',
    certainty: 'certain',
    reason: 'network address said aloud',
    needs: sign.number | sign.spokenDot,
    hint: /点.{1,8}点.{1,8}点/,
    pattern: new RegExp(
      String.raw`${chineseOctet}(?:[ ，,]?点[ ，,]?${chineseOctet}){3}(?:冒号${chineseOctet})?`,
      'g',
    ),
  },
  {
    type: 'gps',
    certainty: 'certain',
    reason: 'a pair of degrees said aloud',
    needs: sign.number | sign.spokenDot,
    hint: /\bpoint\b.*\b(?:point|dot)\b/i,
    pattern: new RegExp(String.raw`${spokenDegrees}[ ,]{1,2}(?:(?:and|by|comma)\s)?${spokenDegrees}`, 'gi'),
  },
  {
    type: 'gps',
    certainty: 'certain',
    reason: 'a pair of degrees',
    needs: sign.number,
    hint: /\blat\b|latitude|纬度?|°/i,
    pattern: new RegExp(
      String.raw`(?:lat(?:itude)?|纬度|[南北]纬)\s?(?:is|是|:|为)?\s?(?:${written}|[零一二三四五六七八九十百点度分秒]+)[ ,，、]*(?:and\s|和)?(?:lon|lng|long|longitude|经度|[东西]经)\s?(?:is|是|:|为)?\s?(?:${written}|[零一二三四五六七八九十百点度分秒]+)|(?:经度|[东西]经)\s?(?:是|:|为)?\s?(?:${written}|[零一二三四五六七八九十百点度分秒]+)[ ,，、]*(?:纬度|[南北]纬)\s?(?:是|:|为)?\s?(?:${written}|[零一二三四五六七八九十百点度分秒]+)|\d{1,3}°\d{1,2}['′][\d.]+["″]?[NSEW]?[ ,，、]*\d{1,3}°\d{1,2}['′][\d.]+["″]?[NSEW]?`,
      'gi',
    ),
  },
  {
    type: 'url',
    certainty: 'certain',
    reason: 'web address',
    needs: sign.letter | sign.period,
    hint: /:\/\/|www\.|www dot|\.[a-z]{2,}/i,
    pattern: new RegExp(
      String.raw`(?:https?:\/\/[^\s"'<>，。；！？）]+|(?:www\.|www dot )${label}(?:${spokenDot}${label})+(?:\/[^\s"'<>，。]*)?|(?<![\p{L}\p{N}@.])${label}(?:\.${label}){0,3}\.${topLevel}(?![\p{L}\p{N}@])(?:\/[^\s"'<>，。]*)?)`,
      'giu',
    ),
  },
  {
    type: 'ip',
    certainty: 'certain',
    reason: 'network address',
    needs: sign.number,
    hint: /\d\.\d|:[0-9a-f]{0,4}:|\bdot\b/i,
    pattern: new RegExp(
      String.raw`(?<![\d.])${versionBefore}(?:\d{1,3}(?:\.\d{1,3}){3})(?:\/\d{1,2}|:\d{1,5})?(?![\d.]\d)|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![0-9a-f:])|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4})?(?![0-9a-f:])`,
      'gi',
    ),
    check: (found) =>
      ipaddr.isValid(found.includes('.') ? found.replace(/[/:]\d+$/, '') : found) &&
      (found.includes(':') ? found.length > 6 : true),
  },
  {
    type: 'mac',
    certainty: 'certain',
    reason: 'hardware address',
    needs: sign.number,
    hint: /[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9a-f]{4}\.[0-9a-f]{4}\./i,
    pattern:
      /(?<![0-9a-z])(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![0-9a-z:-])/gi,
  },
  {
    type: 'device_id',
    certainty: 'certain',
    reason: 'UUID',
    needs: sign.number,
    hint: /[0-9a-f]{8}-?[0-9a-f]{4}/i,
    pattern: /(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])/giu,
  },
  {
    type: 'device_id',
    certainty: 'certain',
    reason: 'hexadecimal id',
    needs: sign.number,
    hint: /[0-9a-f]{12}/i,
    pattern:
      /(?<![0-9a-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)(?:[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f]{12})(?![0-9a-z])/giu,
  },
  {
    type: 'meid',
    certainty: 'likely',
    reason: '14 hexadecimal digits',
    needs: sign.number,
    hint: /[0-9a-f]{8}[ -]?[0-9a-f]{6}/i,
    pattern: /(?<![0-9a-z])(?=[0-9a-f]*[a-f])[0-9a-f]{8}[ -]?[0-9a-f]{6}(?![0-9a-z])/gi,
  },
  {
    type: 'iban',
    certainty: 'certain',
    reason: 'account of a bank',
    needs: sign.number | sign.letter,
    hint: /[a-z]{2}\d{2}[ -]?[a-z0-9]{4}/i,
    pattern: /(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?(?![a-z0-9])/gi,
    check: (found) => {
      const bare = found.replace(/[ -]/g, '');
      return /\d{6}/.test(bare) && bare.length >= 15;
    },
  },
  {
    type: 'plate',
    certainty: 'certain',
    reason: 'number plate',
    needs: sign.number | sign.han,
    hint: new RegExp(`[${provinceCharacters}]\\s?[A-Za-z]`),
    pattern: new RegExp(
      String.raw`[${provinceCharacters}]\s?[${plateLetters}]\s?[·•.\-]?\s?(?:[A-Z0-9]\s?){4}(?:[A-Z0-9挂学警港澳]\s?)?[A-Z0-9挂学警港澳](?![A-Z0-9])`,
      'giu',
    ),
  },
  {
    type: 'plate',
    certainty: 'certain',
    reason: 'named by the words before',
    needs: sign.number | sign.letter,
    hint: /\b(?:plates?|tags?|registration|rego?)\b/i,
    pattern: new RegExp(
      String.raw`\b${plateWord}(?:\snumbers?)?(?:\s|[,:#]|\b(?:is|are|was|reads?|says|uh|um|as|with|it is)\b|'s\b){1,6}${noPlate}(${plateShape})`,
      'gi',
    ),
    group: 1,
  },
  {
    type: 'plate',
    certainty: 'certain',
    reason: 'named by the words behind',
    needs: sign.number | sign.letter,
    hint: /\b(?:plates?|registration|rego?)\b/i,
    pattern: new RegExp(
      String.raw`(?<![A-Za-z0-9-])${noPlate}(${plateShape})(?=,?\s(?:is|was|on)\s(?:my|the|our|his|her|their|its)\s${plateWord}\b)`,
      'gi',
    ),
    group: 1,
  },
  {
    type: 'plate',
    certainty: 'likely',
    reason: 'written as a plate, beside a vehicle',
    needs: sign.number | sign.letter,
    hint: /[A-Z].{0,8}\d|\d.{0,8}[A-Z]/,
    pattern: new RegExp(
      String.raw`(?<=\b(?:[Cc]ar|[Tt]ruck|[Vv]an|[Vv]ehicle|[Uu]ber|[Tt]axi|[Cc]ab|[Dd]river|[Ss]edan|[Mm]otorcycle|[Pp]arking|[Pp]ark(?:ed)?)\b[^.?!]{0,24}(?<!(?:spot|space|lot|bay|level|row|zone|section|gate|terminal|route|highway|exit|flight) ))(?<![A-Za-z0-9-])${noPlateOfVehicle}(?=(?:[ -]?[A-Z0-9]){6})(${plateShape})`,
      'g',
    ),
    group: 1,
  },
  {
    type: 'passport',
    certainty: 'certain',
    reason: 'passport number',
    needs: sign.number | sign.letter,
    hint: /[a-z]{1,2}[ ]?\d{7}/i,
    pattern: /(?<![a-z0-9])(?:[DEGHKMPS]\d{8}|[EGDSP][A-Z]\d{7}|[HM]\d{10})(?![a-z0-9])/giu,
  },
  {
    type: 'driver_licence',
    certainty: 'likely',
    reason: 'letter and digits',
    needs: sign.number | sign.letter,
    hint: /[a-z]{1,2}\d{6}/i,
    pattern: /(?<![a-z0-9])[A-Z]{1,2}\d{6,14}[A-Z]?(?![a-z0-9])/giu,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'named by the words before',
    needs: sign.account,
    hint: /微信|wechat|\bqq\b|member|reward|handle|login|会员|账号|帐号|用户名|昵称|\bid\b|user ?name|订单|单号|serial|序列号|account|booking|reference|tracking|confirmation|license|licence/i,
    pattern:
      /(?:微信号?|会员号?|wechat(?: id| name)?|\bqq(?: id| number)?|member(?:ship)?(?: id| number)?|rewards? (?:account|number|id)|账号|帐号|用户名|用户ID|订单号?|运单号?|快递单号|序列号|user ?name|serial(?: number)?|account(?: number| id)?|booking(?: number| code| reference)?|reference(?: number| code)?|tracking(?: number)?|confirmation(?: number| code)?|licen[cs]e(?: number| plate)?)(?:\s|[,，]|嗯|呃|额|那个|应该|好像|就是|是|为|叫|is|was|uh|um|:|：|#){0,6}((?=[A-Za-z0-9_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]{3,31})(?![A-Za-z0-9])/giu,
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'handle of letters, named by the words before',
    needs: sign.account,
    hint: /(?:微信|账号|帐号|用户名|昵称|抖音|微博|小红书|支付宝|id).{0,12}[a-z_-]{5}/i,
    pattern:
      /(?:(?:微信|抖音|微博|小红书|支付宝|qq)(?:号|id|名)?|账号|帐号|用户名|用户id|昵称)(?:[ ,，:]|是|为|叫|搜|加|嗯|呃|那个|就是|改成|改为)*((?!(?:app|wifi|ipad|iphone|android|windows|email|vip)(?![A-Za-z0-9]))[A-Za-z][A-Za-z0-9_.-]{3,24}[A-Za-z0-9])(?![A-Za-z0-9])/gi,
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'handle of letters, named by the words before',
    needs: sign.account,
    hint: /wechat|user ?name|handle|login|screen name|member|account/i,
    pattern:
      /(?:wechat(?: id| name)?|user ?name|handle|login(?: name)?|screen name)\s?(?:is|:)\s(?:uh |um |like )?["“']?([A-Za-z][A-Za-z0-9]*[_.-][A-Za-z0-9_.-]{2,30}|[A-Za-z]+\d[A-Za-z0-9_.-]{1,30})/giu,
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'named by the words before, said aloud',
    needs: sign.account,
    hint: /微信|账号|帐号|用户名|昵称/,
    pattern: new RegExp(
      String.raw`(?:微信号?|账号|帐号|用户名|昵称)(?:是|为|叫|:| )*((?=[^，。]*${chineseDigit})[A-Za-z]${chineseHandle})`,
      'gi',
    ),
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'named by the words before, said aloud',
    needs: sign.account,
    hint: /wechat|user ?name|handle|login|screen name/i,
    pattern: new RegExp(
      String.raw`(?:wechat(?: id| name)?|user ?name|handle|login|screen name)\s(?:is\s)?(?:uh|um|er|like)?,?\s?([\p{L}\p{N}._-]{2,40}(?:\s(?:${spokenSign}\s[\p{L}\p{N}-]{1,40}|${spokenDigit}|\d{1,6}|[a-z])(?![\p{L}\p{N}])){1,14})`,
      'giu',
    ),
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'number of a parcel',
    needs: sign.number | sign.letter,
    hint: /[a-z]{1,4}\d{6}|\d[a-z]\w{8}/i,
    pattern:
      /(?<![A-Za-z0-9])(?:1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|(?=[A-Z0-9]*\d{6})[A-Z]{1,5}\d[A-Z0-9]{8,22}|wxid_[a-z0-9]{6,20})(?![A-Za-z0-9])/gi,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'handle',
    needs: sign.account,
    hint: /@\w/,
    pattern: /(?<![\p{L}\p{N}.])@[A-Za-z_][A-Za-z0-9_]{2,30}(?![A-Za-z0-9]|\.[A-Za-z])/giu,
  },
  {
    type: 'gps',
    certainty: 'certain',
    reason: 'a pair of degrees',
    needs: sign.number,
    hint: /\d{1,3}\.\d{3,}|[东西]经|[南北]纬|latitude|longitude/i,
    pattern:
      /[-+]?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?\s?[,，、 ]\s?(?:and |和)?[-+]?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?|[东西]经\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?(?:[\d.]+[秒″"])?\s?[,，、]?\s?[南北]纬\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?(?:[\d.]+[秒″"])?|[南北]纬\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?\s?[,，、]?\s?[东西]经\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?|(?:latitude|longitude)\s(?:is\s)?[-+]?\d{1,3}(?:\.\d+)?(?:\s?degrees)?/giu,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'name of a network',
    needs: sign.network,
    hint: /wi-?fi|ssid|无线网|热点|hotspot|wireless/i,
    pattern:
      /(?:ssid|(?:wi-?fi|无线网络?|热点|hotspot|wireless network)(?:的)?(?:名称?|名字|name)?)(?:\s?(?:是|叫做?|为|is|called|named|:|：|=))+\s?["“'「]?([A-Za-z0-9\p{Script=Han}][A-Za-z0-9_\-\p{Script=Han}]{1,31}(?:\s[A-Z0-9][A-Za-z0-9_-]{0,15})?)/giu,
    group: 1,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'name of a network',
    needs: sign.network,
    hint: /wi-?fi|ssid|无线|热点|网络/i,
    pattern: new RegExp(
      String.raw`(?:ssid|wi-?fi|无线网络?|无线|热点|网络)(?:的)?(?:名称?字?|名儿)?(?:是|叫做?|为|改成|改为|设成|:)[ ,]?(?:(?:嗯|呃|那个|就是|叫什么来着)[ ,]?)*((?:\p{Script=Han}{0,8}?[家屋店室楼里])?[A-Za-z][\p{Script=Han}A-Za-z0-9_-]{2,24}|\p{Script=Han}{1,6}[A-Za-z0-9_-]{2,20}|\p{Script=Han}{1,6}?${chineseDigit}{2,8})`,
      'giu',
    ),
    group: 1,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'as makers name their networks',
    needs: sign.letter | sign.number,
    hint: /(?:link|cmcc|net|huawei|xiaomi|mercury|tenda|asus|fast|h3c|zte|redmi|linksys|arris|fritz|vodafone|xfinity|spectrum)[-_ !]/i,
    pattern:
      /(?<![A-Za-z0-9])(?:TP-?LINK|D-?Link|CMCC|CU|ChinaNet|ChinaUnicom|HUAWEI|Xiaomi|MERCURY|Tenda|ASUS|FAST|H3C|ZTE|Redmi|NETGEAR|Linksys|ARRIS|FRITZ!?Box|Vodafone|Xfinity|Spectrum(?:Setup)?|MySpectrumWiFi)[-_](?=[A-Za-z0-9_-]*[0-9_-])[A-Za-z0-9_-]{2,24}(?![A-Za-z0-9])/g,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'network that is joined',
    needs: sign.network,
    hint: /(?:连|加入|切换?到|搜|忘记|断开).{0,6}[a-z]/i,
    pattern: new RegExp(
      String.raw`(?:连(?:上|接|到|一下|着)?|加入|切换?到|搜不?到|忘记|断开)(?:一下|网络)?(?:我家的?|家里的?|那个)?[ ,]?((?!(?:wi-?fi|vpn|usb|hdmi|app|tv|ipad|iphone|airpods)(?![A-Za-z0-9]))[A-Za-z][A-Za-z0-9]*(?:[ ]?[-_]|[ ]?(?:杠|下划线)[ ]?|(?=${chineseDigit}|\d))(?:[A-Za-z0-9_-]|${chineseDigit})+)`,
      'giu',
    ),
    group: 1,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'network that is joined',
    needs: sign.network,
    hint: /\b(?:connect|join|log|hook|hop|network|wi-?fi|hotspot|ssid)/i,
    pattern: new RegExp(
      String.raw`(?:\b(?:connect|reconnect|hook|hop)(?:ed|ing)?(?: \w+){0,2} (?:to|onto|on)|\bjoin|\blog(?:ged)? (?:in ?to|onto|on to)|\b(?:wi-?fi|network|hotspot|ssid|router)(?: name)?(?: is| was)?(?: called| named)?(?: is)?)\s(?:(?:uh|um|er|like|the (?:wi-?fi|network)(?: called| named)?),?\s)*((?=[^.?!]{0,40}(?:\bdash\b|\bunderscore\b|\bfive g\b|\bguest\b|[\p{L}][-_]?\d|_|\d[\p{L}]))[\p{L}\p{N}'’_-]{2,30}(?:\s(?:(?:dash|hyphen|underscore)(?:\s[\p{L}\p{N}]{1,20})?|${spokenDigit}|\d{1,6}|[a-z]|five g|guest|wi-?fi|home|house|net(?:work)?|(?=[\p{L}\p{N}'’]+\s(?:dash|underscore)\b)[\p{L}\p{N}'’]+)(?![\p{L}\p{N}])){0,12})`,
      'giu',
    ),
    group: 1,
  },
  {
    type: 'code',
    certainty: 'certain',
    reason: 'named by the words before, letters and digits',
    needs: sign.number | sign.letter,
    hint: /(?:code|\bpin\b|combo|combination|[码锁]).{0,16}(?:[a-z]\d|\d[a-z])/i,
    pattern:
      /(?<!(?:error|fault|product|promo|discount|coupon|stock|flight|train|model|version|item|status|qr|source|part) )(?:\b(?:code|pin|combo|combination)|[取提验激兑邀门][货件证活换请禁餐]码)(?:\s|[,，:：]|is|was|to|是|为|叫|嗯|呃|uh|um|for (?:the |my )?\w+ is){1,4}["“']?((?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9-]{3,12})(?![A-Za-z0-9])/giu,
    group: 1,
  },
  {
    type: 'code',
    certainty: 'certain',
    reason: 'named by the words before',
    needs: sign.secret,
    hint: /password|passcode|密码|口令/i,
    pattern:
      /(?:password|passcode|密码|口令)\s?(?:是|为|设成|改成|is|to|:|：|=)\s?["“']?((?=[A-Za-z0-9_!@#$%^&*-]*[\d_!@#$%^&*])[A-Za-z0-9_!@#$%^&*-]{4,40})/giu,
    group: 1,
  },
];

/** @param text the view's */
export function patternHits(text: string, signs: number): Hit[] {
  const hits: Hit[] = [];
  for (const { type, certainty, reason, hint, pattern, group = 0, check, needs } of patterns) {
    if ((signs & needs) !== needs || !hint.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const found = match[group];
      if (found === undefined || check?.(found) === false) continue;
      const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(found));
      const trimmed = found.replace(/[.,;:!?\s]+$/, '');
      hits.push({ start, end: start + trimmed.length, type, certainty, reason });
    }
  }
  return hits;
}
