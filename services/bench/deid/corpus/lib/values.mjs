/** Identifiers as they are written or said: all made up, with the checksums of their kinds. */
import {
  chance,
  digits,
  fullWidth,
  hex,
  idCheck,
  int,
  luhnDigit,
  maybeSpoil,
  mod97,
  n2w,
  pad,
  pick,
  pickPart,
  rnd,
  spellEn,
  spellZh,
} from './core.mjs';
import { en as EN } from './names.mjs';

export const AZ = [...'ABCDEFGHJKLMNPQRSTUVWXYZ'];
export const U = (s) => s.toUpperCase();
export const spell = (c, s, sizes, o = {}) =>
  c.loc === 'zh-CN' ? spellZh(s, { sizes, ...o }) : spellEn(s, { sizes, ...o });
export const fw = (s) => (chance(0.07) ? fullWidth(s) : s);
// ---------- raw values ----------
export const zhMobile = () =>
  '1' +
  pick([
    '38',
    '39',
    '35',
    '36',
    '37',
    '50',
    '51',
    '52',
    '58',
    '59',
    '86',
    '87',
    '88',
    '89',
    '77',
    '80',
    '33',
    '99',
    '98',
    '66',
    '70',
    '76',
    '55',
    '30',
    '31',
    '73',
  ]) +
  digits(8);
export const nanp = () =>
  chance(0.4)
    ? pick(['415', '212', '312', '718', '206', '512', '617', '303', '404', '702', '646', '919']) +
      '55501' +
      digits(2)
    : `${int(2, 9)}${int(0, 8)}${int(1, 9)}${int(2, 9)}${digits(2).replace('11', '12')}${digits(4)}`;
export const REG =
  '110101 110108 310115 440305 440106 330106 510107 320102 420111 610113 370202 410105 430104 210202 350203 500112 130102 450103 340104 230102 360702 520103 140105 460106 659001 620102 120101 220104 150102 640104'.split(
    ' ',
  );
export const date8 = () => int(1950, 2012) + pad(int(1, 12), 2) + pad(int(1, 28), 2);
export const idcard = () => {
  const b = pick(REG) + date8() + digits(3);
  return maybeSpoil(b + idCheck(b));
};
export const card = () => {
  const [pre, n] = pick([
    ['4', 16],
    [`5${int(1, 5)}`, 16],
    [`62${pick(['2202', '2848', '1700', '2588', '2600'])}`, 19],
    [`62${pick(['25', '58', '22'])}`, 16],
    [`3${pick([4, 7])}`, 15],
  ]);
  const b = pre + digits(n - 1 - pre.length);
  return maybeSpoil(b + luhnDigit(b));
};
export const imei = () => {
  const b = pick(['35', '86', '35', '01']) + digits(12);
  return maybeSpoil(b + luhnDigit(b));
};
export const meid = () => pick(['A0', '99', 'A1']) + U(hex(12));
export const imsi = () =>
  pick(['46000', '46001', '46011', '46002', '310260', '310410', '23415']).concat('') + digits(10);
export const iccid = (zh) => {
  const b = (zh ? '8986' : pick(['8901', '8944', '8901'])) + digits(zh || chance(0.5) ? 15 : 14);
  return maybeSpoil(b + luhnDigit(b));
};
export const iban = () => {
  const [cc, bban] = pick([
    () => ['DE', digits(18)],
    () => ['GB', pick(['NWBK', 'BARC', 'LOYD', 'MIDL']) + digits(14)],
    () => ['FR', digits(10) + digits(11) + digits(2)],
    () => ['NL', pick(['ABNA', 'INGB', 'RABO']) + digits(10)],
    () => ['ES', digits(20)],
    () => ['IT', pick(AZ) + digits(22)],
    () => ['CH', digits(17)],
  ])();
  const k = 98 - mod97(`${bban + cc}00`);
  return maybeSpoil(cc + pad(k, 2) + bban);
};
export const ssn = () =>
  pad(pick([int(1, 665), int(667, 899)]), 3) + pad(int(1, 99), 2) + pad(int(1, 9999), 4);
export const uuid = () => [hex(8), hex(4), `4${hex(3)}`, pick([...'89ab']) + hex(3), hex(12)].join('-');
export const macv = () => {
  const o = [];
  for (let i = 0; i < 6; i++) o.push(hex(2));
  return o;
};
export const ip4 = () =>
  pick([
    () => `192.168.${int(0, 20)}.${int(2, 254)}`,
    () => `10.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`,
    () => `${int(11, 223)}.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`,
    () => `172.${int(16, 31)}.${int(0, 255)}.${int(1, 254)}`,
  ])();
export const ip6 = () =>
  pick([
    () => `2001:db8:${hex(4)}:${hex(2)}::${hex(3)}`,
    () => `fe80::${hex(4)}:${hex(4)}:${hex(4)}:${hex(4)}`,
    () => `2408:8${hex(3)}:${hex(4)}:${hex(4)}:${hex(4)}:${hex(4)}:${hex(4)}:${hex(4)}`,
  ])();
export const latlon = (zh) =>
  zh ? [int(20, 45) + rnd(), int(100, 122) + rnd()] : [int(25, 48) + rnd(), -(int(70, 123) + rnd())];
export const PROV = [...'京沪粤浙苏川鄂陕鲁豫湘辽闽渝云冀桂新皖黑赣贵蒙晋琼津吉甘宁青藏'];
export function plateRaw() {
  // {prov, let, rest}
  const p = pick(PROV),
    l = pick([...'ABCDEFGHJK']);
  if (chance(0.35))
    return [
      p,
      l,
      chance(0.75)
        ? pick([...'DDDFABCEGHJK']) + (chance(0.2) ? pick(AZ) + digits(4) : digits(5))
        : digits(5) + pick(['D', 'F']),
    ];
  return [
    p,
    l,
    pick([
      () => digits(5),
      () => pick(AZ) + digits(4),
      () => digits(2) + pick(AZ) + digits(2),
      () => pick(AZ) + pick(AZ) + digits(3),
      () => digits(4) + pick(AZ),
      () => digits(3) + pick(AZ) + digits(1),
    ])(),
  ];
}
export const ascii = (s) =>
  s
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
export const PY =
  'zhangwei lina wangfang liuyang chenjie xiaoming zhaolei sunli huangyan zhoujie wuhao xuting yangfan linxi gaoshan hejing maxiao luotao tangyu dengke'.split(
    ' ',
  );
export const HND =
  'skyfall bluefish coolcat nightowl happyrabbit tiger lemonade pixel redpanda snowman starlight moonwalker'.split(
    ' ',
  );
export const DOMZH = [
  'qq.com',
  '163.com',
  '126.com',
  'gmail.com',
  'foxmail.com',
  'sina.com',
  'outlook.com',
  '139.com',
  'huaxinkeji.com.cn',
];
export const DOMEN = [
  'gmail.com',
  'yahoo.com',
  'outlook.com',
  'hotmail.com',
  'icloud.com',
  'proton.me',
  'acme-plumbing.com',
  'uni-bristol.example.ac.uk',
  'northside.org',
  'btinternet.com',
];
export function emailParts(c) {
  if (c.loc === 'zh-CN') {
    const d = pick(DOMZH);
    return [
      d === 'qq.com' && chance(0.7)
        ? int(1, 9) + digits(int(7, 9))
        : pick([
            () => pickPart(PY, c.part),
            () => pickPart(PY, c.part) + int(1970, 2005),
            () => `${pickPart(PY, c.part)}_${digits(2)}`,
            () => `${pickPart(PY, c.part)}.${pick(['sz', 'work', 'hr'])}`,
            () => pickPart(HND, c.part) + digits(3),
          ])(),
      d,
    ];
  }
  const f = ascii(EN.first(c.part)),
    l = ascii(EN.last(c.part));
  return [
    pick([
      () => `${f}.${l}`,
      () => f + l,
      () => f[0] + l + int(1, 99),
      () => `${f}_${l}`,
      () => f + int(60, 99),
      () => pickPart(HND, c.part) + int(100, 999),
      () => `${f}-${l}`,
      () => `${f}.${l}+shop`,
    ])(),
    pick(DOMEN),
  ];
}
export const sayWordZh = (s) =>
  s
    .replace(/\d+/g, (m) => (chance(0.75) ? spellZh(m, { noise: false }) : m))
    .replace(/_/g, '下划线')
    .replace(/\./g, '点')
    .replace(/-/g, pick(['横杠', '减号', '杠']));
export const sayWordEn = (s) =>
  s
    .replace(
      /\d+/g,
      (m) => ` ${m.length === 2 && m[0] !== '0' && chance(0.6) ? n2w(+m) : spellEn(m, { noise: false })} `,
    )
    .replace(/_/g, ' underscore ')
    .replace(/\./g, pick([' dot ', ' dot ', ' period ']))
    .replace(/-/g, pick([' dash ', ' hyphen ']))
    .replace(/\+/g, ' plus ')
    .replace(/\s+/g, ' ')
    .trim();
export const domEn = (d) =>
  d
    .replace(/\./g, ' dot ')
    .replace(/-/g, ' dash ')
    .replace(/\bac dot uk/, 'a c dot u k')
    .replace(/\s+/g, ' ');
export const domZh = (d) =>
  d
    .replace(/^(\d+)/, (m) => (chance(0.7) ? spellZh(m, { noise: false }) : m))
    .replace(/\./g, pick(['点', '点', ' 点 ']));
