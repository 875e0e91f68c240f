/** Identifiers that letters or signs give away: mail and web addresses, machines, plates, passports, places on a map. */
import ipaddr from 'ipaddr.js';
import type { Certainty, Hit, IdentifierType } from './hit.ts';

interface Pattern {
  readonly type: IdentifierType;
  readonly certainty: Certainty;
  readonly reason: string;
  /** A character or word without which there is nothing to look for. */
  readonly hint: RegExp;
  readonly pattern: RegExp;
  /** Group that is the identifier; 0 = the whole match. */
  readonly group?: number;
  readonly check?: (found: string) => boolean;
}

const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const spokenDot = String.raw`(?:\s?\.\s?|\s(?:dot|point)\s|\s?点\s?)`;
const spokenAt = String.raw`(?:\s?@\s?|\s(?:at)\s|\s?(?:艾特|圈a|at)\s?)`;
const topLevel =
  '(?:com|cn|net|org|edu|gov|io|co|me|info|biz|us|uk|de|fr|jp|ru|es|it|nl|se|no|dk|fi|pl|ch|at|be|au|ca|br|in|mx|hu|cz|si|za|pt|gr|ie|nz|kr|tw|hk|sg|app|dev|ai|tv|cc|xyz|top|vip|club|site|online|shop|tech|eu|name|mobi)';
const provinceCharacters = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const plateLetters = 'A-HJ-NP-Z';

const patterns: readonly Pattern[] = [
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address',
    hint: /@|艾特|圈a|\bat\b/i,
    pattern: new RegExp(
      String.raw`[\p{L}\p{N}._%+-]{1,64}(?:\s?(?:dot|underscore|点|下划线|dash|杠)\s?[\p{L}\p{N}_%+-]{1,64}){0,3}${spokenAt}${label}(?:${spokenDot}${label}){0,3}${spokenDot}${topLevel}(?![\p{L}\p{N}])`,
      'giu',
    ),
  },
  {
    type: 'email',
    certainty: 'certain',
    reason: 'mail address',
    hint: /@/,
    pattern: new RegExp(String.raw`[\p{L}\p{N}._%+-]{1,64}@${label}(?:\.${label})+`, 'giu'),
  },
  {
    type: 'url',
    certainty: 'certain',
    reason: 'web address',
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
    hint: /\d\.\d|:[0-9a-f]{0,4}:|\bdot\b/i,
    pattern:
      /(?<![\d.:])(?:\d{1,3}(?:\.\d{1,3}){3})(?:\/\d{1,2})?(?![\d.])|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![0-9a-f:])|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4})?(?![0-9a-f:])/giu,
    check: (found) =>
      ipaddr.isValid(found.replace(/\/\d+$/, '')) && (found.includes(':') ? found.length > 6 : true),
  },
  {
    type: 'mac',
    certainty: 'certain',
    reason: 'hardware address',
    hint: /[0-9a-f]{2}[:-][0-9a-f]{2}[:-]/i,
    pattern: /(?<![0-9a-f:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:-])/giu,
  },
  {
    type: 'device_id',
    certainty: 'certain',
    reason: 'UUID',
    hint: /[0-9a-f]{8}-?[0-9a-f]{4}/i,
    pattern: /(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])/giu,
  },
  {
    type: 'device_id',
    certainty: 'certain',
    reason: 'hexadecimal id',
    hint: /[0-9a-f]{12}/i,
    pattern:
      /(?<![0-9a-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)(?:[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f]{12})(?![0-9a-z])/giu,
  },
  {
    type: 'meid',
    certainty: 'likely',
    reason: '14 hexadecimal digits',
    hint: /[0-9a-f]{14}/i,
    pattern: /(?<![0-9a-z])(?=[0-9a-f]*[a-f])[0-9a-f]{14}(?![0-9a-z])/giu,
  },
  {
    type: 'iban',
    certainty: 'certain',
    reason: 'account of a bank',
    hint: /[a-z]{2}\d{2}[ ]?[a-z0-9]{4}/i,
    pattern: /(?<![a-z0-9])[a-z]{2}\d{2}(?:[ ]?[a-z0-9]{4}){2,7}(?:[ ]?[a-z0-9]{1,3})?(?![a-z0-9])/giu,
    check: (found) => /\d{6}/.test(found.replaceAll(' ', '')) && found.replaceAll(' ', '').length >= 15,
  },
  {
    type: 'plate',
    certainty: 'certain',
    reason: 'number plate',
    hint: new RegExp(`[${provinceCharacters}]\\s?[A-Za-z]`),
    pattern: new RegExp(
      String.raw`[${provinceCharacters}]\s?[${plateLetters}]\s?[·•.\-]?\s?(?:[DF]\s?(?:[${plateLetters}0-9]\s?){4,5}|(?:[0-9]\s?){5}[DF]|(?:[${plateLetters}0-9]\s?){4}[${plateLetters}0-9挂学警港澳])(?![A-Z0-9])`,
      'giu',
    ),
  },
  {
    type: 'passport',
    certainty: 'certain',
    reason: 'passport number',
    hint: /[a-z]{1,2}[ ]?\d{7}/i,
    pattern: /(?<![a-z0-9])(?:[DEGHKMPS]\d{8}|[EGDSP][A-Z]\d{7}|[HM]\d{10})(?![a-z0-9])/giu,
  },
  {
    type: 'driver_licence',
    certainty: 'likely',
    reason: 'letter and digits',
    hint: /[a-z]{1,2}\d{6}/i,
    pattern: /(?<![a-z0-9])[A-Z]{1,2}\d{6,14}[A-Z]?(?![a-z0-9])/giu,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'named by the words before',
    hint: /微信|账号|帐号|用户名|昵称|\bid\b|user ?name|订单|单号|serial|序列号|account|booking|reference|tracking|confirmation|license|licence/i,
    pattern:
      /(?:微信号?|账号|帐号|用户名|用户ID|订单号?|运单号?|快递单号|序列号|user ?name|serial(?: number)?|account(?: number| id)?|booking(?: number| code| reference)?|reference(?: number| code)?|tracking(?: number)?|confirmation(?: number| code)?|licen[cs]e(?: number| plate)?)\s*(?:是|为|叫|is|:|：|#)?\s*((?=[A-Za-z0-9_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]{3,31})(?![A-Za-z0-9])/giu,
    group: 1,
  },
  {
    type: 'account',
    certainty: 'certain',
    reason: 'handle',
    hint: /@\w/,
    pattern: /(?<![\p{L}\p{N}.])@[A-Za-z_][A-Za-z0-9_]{2,30}(?![A-Za-z0-9]|\.[A-Za-z])/giu,
  },
  {
    type: 'gps',
    certainty: 'certain',
    reason: 'a pair of degrees',
    hint: /\d{1,3}\.\d{3,}|[东西]经|[南北]纬|latitude|longitude/i,
    pattern:
      /[-+]?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?\s?[,，、 ]\s?(?:and |和)?[-+]?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?|[东西]经\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?(?:[\d.]+[秒″"])?\s?[,，、]?\s?[南北]纬\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?(?:[\d.]+[秒″"])?|[南北]纬\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?(?:[\d.]+[分′'])?\s?[,，、]?\s?[东西]经\s?[\d.零一二三四五六七八九十百点度分秒]+[度°]?|(?:latitude|longitude)\s(?:is\s)?[-+]?\d{1,3}(?:\.\d+)?(?:\s?degrees)?/giu,
  },
  {
    type: 'ssid',
    certainty: 'certain',
    reason: 'name of a network',
    hint: /wi-?fi|ssid|无线网|热点|hotspot|wireless/i,
    pattern:
      /(?:ssid|(?:wi-?fi|无线网络?|热点|hotspot|wireless network)(?:的)?(?:名称?|名字|name)?)(?:\s?(?:是|叫做?|为|is|called|named|:|：|=))+\s?["“'「]?([A-Za-z0-9\p{Script=Han}][A-Za-z0-9_\-\p{Script=Han}]{1,31}(?:\s[A-Z0-9][A-Za-z0-9_-]{0,15})?)/giu,
    group: 1,
  },
  {
    type: 'code',
    certainty: 'certain',
    reason: 'named by the words before',
    hint: /password|passcode|密码|口令/i,
    pattern:
      /(?:password|passcode|密码|口令)\s?(?:是|为|设成|改成|is|to|:|：|=)\s?["“']?((?=[A-Za-z0-9_!@#$%^&*-]*[\d_!@#$%^&*])[A-Za-z0-9_!@#$%^&*-]{4,40})/giu,
    group: 1,
  },
];

/** @param text the view's */
export function patternHits(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const { type, certainty, reason, hint, pattern, group = 0, check } of patterns) {
    if (!hint.test(text)) continue;
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
