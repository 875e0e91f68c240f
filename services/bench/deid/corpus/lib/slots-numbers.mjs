/** Identifier slots, first half: a function of the sentence's settings to its text. */

import {
  chance,
  digits,
  fullWidth,
  groupBy,
  hex,
  int,
  n2w,
  pad,
  pairW,
  pick,
  pickPart,
  spellEn,
  spellZh,
  zhNum,
} from './core.mjs';
import { en as EN } from './names.mjs';
import { isZh, sp } from './shapes.mjs';
import { ID } from './slot-table.mjs';
import {
  AZ,
  ascii,
  card,
  date8,
  domEn,
  domZh,
  emailParts,
  fw,
  iban,
  idcard,
  ip4,
  ip6,
  macv,
  nanp,
  PY,
  REG,
  sayWordEn,
  sayWordZh,
  spell,
  ssn,
  U,
  zhMobile,
} from './values.mjs';

export const first = {
  phone(c) {
    if (isZh(c)) {
      const m = zhMobile();
      if (sp(c))
        return (
          (chance(0.05) ? '加八六' : '') +
          spellZh(m, { sizes: pick([[3, 4, 4], [3, 4, 4], [3, 3, 5], [3, 2, 2, 2, 2], [11]]) })
        );
      const s = groupBy(m, [3, 4, 4], ' '),
        d = groupBy(m, [3, 4, 4], '-');
      return pick([
        () => m,
        () => m,
        () => m,
        () => s,
        () => d,
        () => groupBy(m, [3, 4, 4], '.'),
        () => `+86${m}`,
        () => `+86 ${s}`,
        () => `+86-${d}`,
        () => `0086${m}`,
        () => `(+86)${m}`,
        () => `86 ${m}`,
        () => fullWidth(m),
        () => groupBy(m, [3, 3, 5], ' '),
        () => groupBy(m, [3, 2, 2, 2, 2], ' '),
      ])();
    }
    const n = nanp();
    if (sp(c))
      return chance(0.2)
        ? ID.ukphone(c)
        : (chance(0.12) ? pick(['plus one ', 'one ']) : '') +
            spellEn(n, { sizes: pick([[3, 3, 4], [3, 3, 4], [3, 3, 2, 2], [10]]), pairs: true });
    const [a, b, d] = [n.slice(0, 3), n.slice(3, 6), n.slice(6)];
    return pick([
      () => `(${a}) ${b}-${d}`,
      () => `${a}-${b}-${d}`,
      () => `${a}.${b}.${d}`,
      () => n,
      () => `${a} ${b} ${d}`,
      () => `+1 ${a} ${b} ${d}`,
      () => `+1-${a}-${b}-${d}`,
      () => `1-${a}-${b}-${d}`,
      () => `+1${n}`,
      () => `(${a})${b}-${d}`,
      () => `${a}-${b}-${d} ext ${int(10, 999)}`,
      () => `${a}/${b}-${d}`,
      () => ID.ukphone(c),
    ])();
  },
  ukphone(c) {
    const m = `07${pick(['700', '400', '911', '825'])}900${digits(3)}`,
      l = pick(['020', '0161', '0117', '0131']);
    if (sp(c)) return spellEn(m, { sizes: [5, 3, 3] });
    return pick([
      () => groupBy(m, [5, 6], ' '),
      () => m,
      () => `+44 ${groupBy(m.slice(1), [4, 6], ' ')}`,
      () => `+44${m.slice(1)}`,
      () => `${l} ${digits(l.length === 3 ? 4 : 3)} ${digits(4)}`,
      () => `0044 ${m.slice(1)}`,
    ])();
  },
  land(c) {
    const [a, k] = pick([
        ['010', 8],
        ['021', 8],
        ['0755', 8],
        ['028', 8],
        ['0571', 8],
        ['0311', 8],
        ['0797', 7],
        ['0898', 8],
      ]),
      n = int(2, 8) + digits(k - 1);
    if (sp(c)) return spellZh(a + n, { sizes: [a.length, 4, 4] });
    return pick([
      () => `${a}-${n}`,
      () => `(${a})${n}`,
      () => `${a} ${n}`,
      () => a + n,
      () => `${a}-${n}转${int(100, 899)}`,
      () => `${a}-${groupBy(n, [4, 4], ' ')}`,
    ])();
  },
  id(c) {
    const v = idcard();
    if (sp(c))
      return spell(
        c,
        v,
        pick([
          [6, 8, 4],
          [3, 3, 4, 4, 4],
          [6, 4, 4, 4],
        ]),
      );
    return pick([
      () => v,
      () => v,
      () => v,
      () => groupBy(v, [6, 8, 4], ' '),
      () => groupBy(v, [6, 4, 4, 4], ' '),
      () => v.toLowerCase(),
      () => groupBy(v, [6, 8, 4], '-'),
      () => fullWidth(v),
      () => (isZh(c) && chance(0.5) ? pick(REG) + date8().slice(2) + digits(3) : v),
    ])();
  },
  card(c) {
    const v = card();
    if (sp(c)) return spell(c, v, [4, 4, 4, 4, 3], { pairs: true });
    const g = v.length === 15 ? [4, 6, 5] : [4, 4, 4, 4, 3];
    return pick([
      () => v,
      () => v,
      () => groupBy(v, g, ' '),
      () => groupBy(v, g, ' '),
      () => groupBy(v, g, '-'),
      () => (v.length === 19 ? groupBy(v, [6, 13], ' ') : v),
      () => fw(v),
      () => groupBy(v, g, '  '),
    ])();
  },
  ssn(c) {
    const v = ssn();
    if (sp(c)) return spellEn(v, { sizes: [3, 2, 4], pairs: true });
    return groupBy(v, [3, 2, 4], pick(['-', '-', '-', ' ', '', '.']));
  },
  dl(c) {
    if (isZh(c)) {
      const v = chance(0.6) ? idcard() : pick(REG).slice(0, 4) + digits(8);
      return sp(c) ? spellZh(v, { sizes: v.length === 12 ? [4, 4, 4] : [6, 8, 4] }) : v;
    }
    const L = pick(AZ),
      v = pick([
        () => L + digits(7),
        () => digits(9),
        () => L + digits(12),
        () => digits(8),
        () => L + digits(3) + digits(4) + digits(4),
        () =>
          pick(['MORGA', 'SMITH', 'PATEL', 'OKAFO', 'JONES']) +
          int(1, 9) +
          pad(int(1, 12), 2) +
          pad(int(1, 28), 2) +
          int(0, 9) +
          pick(['SM', 'AJ', 'R9', 'KL']) +
          int(1, 9) +
          pick(AZ) +
          pick(AZ),
        () => U(hex(0)) + pick(AZ) + pick(AZ) + digits(6),
      ])();
    if (sp(c)) return spellEn(v, { sizes: [4, 4, 4, 4] });
    return /^[A-Z]\d{12}$/.test(v) && chance(0.6)
      ? groupBy(v, [4, 3, 2, 3, 1], '-')
      : /^[A-Z]\d{7}$/.test(v) && chance(0.2)
        ? `${v[0]} ${v.slice(1)}`
        : v;
  },
  pass(c) {
    const v = isZh(c)
      ? pick([
          () => `E${digits(8)}`,
          () => `E${pick(AZ)}${digits(7)}`,
          () => `G${digits(8)}`,
          () => `P${digits(7)}`,
          () => `D${pick(['E', 'P', ''])}${digits(7)}`,
        ])()
      : pick([
          () => digits(9),
          () => pick(['A', 'C', 'X', 'Z']) + digits(8),
          () => `5${digits(8)}`,
          () => `E${digits(8)}`,
          () => pick(AZ) + digits(7),
        ])();
    return sp(c)
      ? spell(c, v, [3, 3, 3])
      : chance(0.12)
        ? v.toLowerCase()
        : chance(0.1)
          ? groupBy(v, [1, 8], ' ')
          : v;
  },
  iban(c) {
    const v = iban();
    if (sp(c)) return spell(c, v, [4, 4, 4, 4, 4, 4, 4]);
    return pick([
      () => v,
      () => groupBy(v, [4, 4, 4, 4, 4, 4, 4], ' '),
      () => groupBy(v, [4, 4, 4, 4, 4, 4, 4], ' '),
      () => v.toLowerCase(),
      () => groupBy(v, [4, 4, 4, 4, 4, 4, 4], '-'),
    ])();
  },
  email(c) {
    const [u, d] = emailParts(c);
    if (!sp(c))
      return chance(0.08) ? `${U(u[0]) + u.slice(1)}@${d}` : chance(0.05) ? `${u} @ ${d}` : `${u}@${d}`;
    if (isZh(c))
      return sayWordZh(u) + pick(['艾特', '艾特', ' at ', '@', '圈a', '小老鼠', ' 艾特 ']) + domZh(d);
    return `${chance(0.15) ? [...u.replace(/[^a-z]/g, '')].slice(0, 9).join(' ') : sayWordEn(u)} at ${domEn(d)}`;
  },
  url(c) {
    const id = int(1000, 999999),
      u = isZh(c) ? pickPart(PY, c.part) : ascii(EN.first(c.part)) + ascii(EN.last(c.part));
    if (sp(c)) {
      const d = pick([
        [u, 'com'],
        [`${u}-blog`, 'net'],
        [`my${u}`, 'org'],
        [u, isZh(c) ? 'cn' : 'io'],
        [u, 'github.io'],
        [u + int(10, 99), 'me'],
      ]);
      const _v = `www.${d[0]}.${d[1]}`;
      return isZh(c)
        ? `${(chance(0.6) ? '三达不溜点' : 'www点') + sayWordZh(d[0])}点${d[1].replace('.', '点')}`
        : pick(['w w w dot ', 'www dot ', 'triple w dot ', '']) +
            sayWordEn(d[0]) +
            ' dot ' +
            d[1].replace('.', ' dot ') +
            (chance(0.3) ? ` slash ${pick(['photos', 'resume', 'about', 'wedding'])}` : '');
    }
    return pick([
      () => `https://www.${u}-blog.com/u/${id}`,
      () => `http://${u}.cn/p/${id}.html`,
      () => `www.${u}.com`,
      () => `https://weibo.com/u/${id}${digits(4)}`,
      () => `https://github.com/${u}${int(1, 99)}`,
      () => `https://example.com/share?uid=${id}&token=${hex(8)}`,
      () => `${u}.github.io/cv`,
      () => `https://item.jd.com/${id}${digits(4)}.html`,
      () => `https://www.linkedin.com/in/${u}-${hex(6)}`,
      () => `https://t.cn/${AZ[int(0, 20)]}6${hex(5)}`,
      () => `HTTP://SHOP.${U(u)}.COM/cart`,
      () => `https://drive.example.org/d/${hex(12)}/view`,
    ])();
  },
  ip(c) {
    const v = ip4();
    return sp(c)
      ? isZh(c)
        ? v
            .split('.')
            .map((x) => (chance(0.3) && +x > 10 ? zhNum(+x) : spellZh(x, { noise: false })))
            .join('点')
        : v
            .split('.')
            .map((x) =>
              chance(0.5)
                ? x.length === 3
                  ? pairW(+x).replace(' hundred', ' hundred')
                  : n2w(+x)
                : spellEn(x, { noise: false }),
            )
            .join(pick([' dot ', ' dot ', ' point ']))
      : chance(0.12)
        ? `${v}:${pick([80, 8080, 443, 3306, 22])}`
        : v;
  },
  ip6(_c) {
    return ip6();
  },
  mac(c) {
    const m = macv();
    if (sp(c)) return spell(c, m.map(U).join(chance(0.4) ? ':' : ''), null);
    return pick([
      () => U(m.join(':')),
      () => m.join(':'),
      () => U(m.join('-')),
      () => m.join('-'),
      () => groupBy(m.join(''), [4, 4, 4], '.'),
      () => U(m.join('')),
    ])();
  },
};
