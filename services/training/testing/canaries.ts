/**
 * A sentence for every kind of identifier, typed and as it is said, and the part of it that must be nowhere. Written for
 * the tests that look for them in every byte; neither the detector's rules nor its corpus come from here.
 */
import type { IdentifierType } from '../deid/hit.ts';

export interface Canary {
  readonly type: IdentifierType;
  readonly text: string;
  readonly locale: 'en-US' | 'zh-CN';
  readonly secret: string;
}

const say =
  (locale: Canary['locale']) =>
  (type: IdentifierType, text: string, secret: string): Canary => ({ type, text, locale, secret });
const en = say('en-US');
const zh = say('zh-CN');

export const canaries: readonly Canary[] = [
  en('person', 'call wilhelmina fairweather tomorrow', 'fairweather'),
  zh('person', '打电话给欧阳晓峰', '欧阳晓峰'),
  en('address', 'send it to 48 Larkspur Avenue apartment 9 please', 'Larkspur'),
  zh('address', '我家住在锦绣路七十六号三单元', '锦绣路七十六'),
  en('phone', 'my number is 415 555 0198 call me', '555 0198'),
  en('phone', 'my number is six four six triple five oh one seven three call me', 'triple five oh one seven'),
  zh('phone', '我的手机号是13912345678记一下', '13912345678'),
  zh('phone', '我的手机号是一三九八八七七六六五五记一下', '九八八七七六六'),
  zh('id_card', '我的身份证号是11010519491231002X', '19491231'),
  zh('id_card', '我的身份证号是幺幺零幺零五一九四九幺二三幺零零二X', '一九四九幺二三幺'),
  en('bank_card', 'my card number is 4539 1488 0343 6467 okay', '1488 0343'),
  zh('bank_card', '我的银行卡号是六二幺七零零幺二三四五六七八九零幺二三', '四五六七八九零幺'),
  en('ssn', 'my social security number is 308-63-0237', '63-0237'),
  en('driver_licence', 'my driver license number is D4829173', 'D4829173'),
  en('passport', 'my passport number is E48213977', 'E48213977'),
  en('iban', 'my iban is DE89 3704 0044 0532 0130 00', '0044 0532'),
  en('email', 'mail quentin.marsh@larkmail.example about it', 'quentin.marsh'),
  en('email', 'mail quentin dot marsh at larkmail dot com about it', 'quentin dot marsh'),
  en('url', 'open www.quentin-marsh-family.net for me', 'quentin-marsh-family'),
  en('ip', 'the router is at 203.0.113.77 look there', '203.0.113.77'),
  zh('ip', '路由器是幺九二点幺六八点七点二十三', '幺六八点七点二十三'),
  en('mac', 'its hardware address is 4c:ed:fb:19:07:a2 okay', 'fb:19:07'),
  en('imei', 'the imei is 490154203237518 write it down', '490154203237518'),
  en('meid', 'the meid is A0000049C2E7B1 write it down', 'A0000049C2E7B1'),
  en('imsi', 'the imsi is 460011418603055 write it down', '460011418603055'),
  en('iccid', 'the iccid is 89860112851083069510 write it down', '89860112851083069510'),
  en('device_id', 'the device id is 6fa459ea-ee8a-3ca4-894e-db77e160355e', 'ee8a-3ca4-894e'),
  en('gps', 'we are at 31.230416, 121.473701 now', '121.473701'),
  en('ssid', 'the wifi is called marshfield-5G-guest', 'marshfield-5G'),
  zh('plate', '车牌号是沪A6K9P2帮我记住', 'A6K9P2'),
  en('account', 'my account number is 88213400917', '88213400917'),
  // Eight digits: six are found by chance where times have microseconds.
  zh('code', '验证码是73051846别忘了', '73051846'),
  en('number', 'the reading is 604417325 write it down', '604417325'),
];
