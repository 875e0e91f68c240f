/** Identifier slots, second half. */
import {
  chance,
  digits,
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
  zhDig,
  zhNum,
} from './core.mjs';
import { en as EN, TITLES, zh as ZN } from './names.mjs';
import { A, isZh, sp } from './shapes.mjs';
import {
  fw,
  HND,
  iccid,
  imei,
  latlon,
  meid,
  PY,
  plateRaw,
  sayWordEn,
  sayWordZh,
  spell,
  U,
  uuid,
  zhMobile,
} from './values.mjs';

export const second = {
  imei(c) {
    const v = imei();
    if (sp(c))
      return spell(
        c,
        v,
        pick([
          [3, 3, 3, 3, 3],
          [2, 6, 6, 1],
          [5, 5, 5],
        ]),
      );
    return pick([
      () => v,
      () => v,
      () => groupBy(v, [2, 6, 6, 1], '-'),
      () => groupBy(v, [6, 2, 6, 1], ' '),
      () => fw(v),
    ])();
  },
  meid(c) {
    const v = meid();
    if (sp(c)) return spell(c, v, [2, 4, 4, 4]);
    return pick([() => v, () => v, () => groupBy(v, [8, 6], ' '), () => v.toLowerCase()])();
  },
  imsi(c) {
    const v = isZh(c)
      ? pick(['46000', '46001', '46011', '46002']) + digits(10)
      : pick(['310260', '310410', '311480']) + digits(9);
    if (sp(c)) return spell(c, v, [3, 3, 3, 3, 3]);
    return pick([
      () => v,
      () => v,
      () => v,
      () => groupBy(v, isZh(c) ? [3, 2, 10] : [3, 3, 9], pick([' ', '-'])),
    ])();
  },
  iccid(c) {
    const v = iccid(isZh(c));
    if (sp(c)) return spell(c, v, [4, 4, 4, 4, 4]);
    return pick([
      () => v,
      () => v,
      () => groupBy(v, [4, 4, 4, 4, 4], ' '),
      () => groupBy(v, [5, 5, 5, 5], ' '),
      () => v + 'F'.slice(0, v.length === 19 && chance(0.3) ? 1 : 0),
    ])();
  },
  uuid(c) {
    const v = uuid();
    return sp(c)
      ? spell(c, v.slice(0, 13), null)
      : pick([() => v, () => v, () => U(v), () => v.replace(/-/g, ''), () => `{${U(v)}}`])();
  },
  aid(c) {
    const v = hex(16);
    return sp(c) ? spell(c, v, [4, 4, 4, 4]) : v;
  },
  idfa(_c) {
    return chance(0.85) ? U(uuid()) : uuid();
  },
  gps(c) {
    const z = isZh(c),
      [a, b] = latlon(z),
      k = int(4, 6);
    if (sp(c)) {
      const A4 = a.toFixed(int(2, 4)),
        B4 = Math.abs(b).toFixed(int(2, 4)),
        [ai, af] = A4.split('.'),
        [bi, bf] = B4.split('.');
      if (z) {
        const d = chance(0.7) ? '度' : '';
        return `北纬${zhNum(+ai)}点${zhDig(af)}${d}${pick(['，', '', ' '])}东经${zhNum(+bi)}点${zhDig(bf)}${d}`;
      }
      const dir = chance(0.7);
      return `${n2w(+ai)} point ${spellEn(af, { noise: false })}${dir ? ' north' : ''}${pick([' ', ', ', ' and '])}${dir ? '' : 'minus '}${pairW(+bi)} point ${spellEn(bf, { noise: false })}${dir ? ' west' : ''}`;
    }
    const dms = (x) => {
      x = Math.abs(x);
      const d = Math.floor(x),
        m = Math.floor((x - d) * 60),
        s = (((x - d) * 60 - m) * 60).toFixed(chance(0.5) ? 0 : 1);
      return `${d}°${pad(m, 2)}'${s}"`;
    };
    return pick([
      () => `${a.toFixed(k)}, ${b.toFixed(k)}`,
      () => `${a.toFixed(k)},${b.toFixed(k)}`,
      () => `${dms(a)}N ${dms(b)}${z ? 'E' : 'W'}`,
      () =>
        z ? `北纬${a.toFixed(4)}°，东经${b.toFixed(4)}°` : `${a.toFixed(4)}° N, ${Math.abs(b).toFixed(4)}° W`,
      () => (z ? `东经${b.toFixed(3)}度 北纬${a.toFixed(3)}度` : `${a.toFixed(5)} ${b.toFixed(5)}`),
      () => (z ? `经度${b.toFixed(5)} 纬度${a.toFixed(5)}` : `lat ${a.toFixed(4)} lon ${b.toFixed(4)}`),
    ])();
  },
  ssid(c) {
    const z = isZh(c);
    if (sp(c))
      return z
        ? pick([
            () => `TP杠LINK下划线${spellZh(U(hex(4)), { noise: false })}`,
            () => `ChinaNet杠${spellZh(digits(4), { noise: false })}`,
            () => `${pickPart(PY, c.part)}家${spellZh(`${int(1, 9)}${digits(2)}`, { noise: false })}`,
            () => `HUAWEI杠${spellZh(digits(3), { noise: false })}`,
          ])()
        : pick([
            () => `netgear ${n2w(int(10, 99))} dash five g`,
            () => `the ${EN.last(c.part)}s dash ${n2w(int(2, 9))} g`,
            () => `linksys underscore ${spellEn(digits(4), { noise: false })}`,
            () => `xfinity dash ${spellEn(U(hex(4)), { noise: false })}`,
          ])();
    return z
      ? pick([
          () => `TP-LINK_${U(hex(4))}`,
          () => `ChinaNet-${U(hex(4))}`,
          () => `CMCC-${U(hex(4))}`,
          () => `HUAWEI-${U(hex(4))}_5G`,
          () => `Xiaomi_${U(hex(4))}`,
          () => `${pickPart(PY, c.part)}_home`,
          () => `${pick(['隔壁', '三单元', '幸福', '老李'])}家的WiFi${int(1, 99)}`,
        ])()
      : pick([
          () => `NETGEAR${int(10, 99)}-5G`,
          () => `xfinitywifi-${U(hex(4))}`,
          () => `Linksys${digits(5)}`,
          () => `BTHub6-${U(hex(4))}`,
          () => `${EN.last(c.part).replace(/\W/g, '')}Family_2G`,
          () => `SKY${U(hex(5))}`,
          () => `ATT${hex(6)}`,
          () => `DIRECT-${U(hex(2))}-Printer`,
        ])();
  },
  plate(c) {
    const [p, l, r] = plateRaw();
    if (sp(c)) return p + l + pick(['', '', ' ']) + spellZh(r, { sizes: pick([[6], [3, 3]]), noise: false });
    return pick([
      () => p + l + r,
      () => p + l + r,
      () => `${p + l}·${r}`,
      () => `${p + l} ${r}`,
      () => `${p + l}-${r}`,
      () => (p + l + r).toLowerCase(),
      () => `${p + l}•${r}`,
    ])();
  },
  order(c) {
    const v = pick([
      () => int(2023, 2026) + pad(int(1, 12), 2) + pad(int(1, 28), 2) + digits(8),
      () => digits(12).replace(/^0/, '3'),
      () => pick(['DD', 'SO', 'PO']) + digits(10),
      () => `${int(111, 114)}-${digits(7)}-${digits(7)}`,
      () => U(hex(2)) + digits(6),
      () => int(1, 9) + digits(18),
    ])();
    if (sp(c)) {
      const s = chance(0.5) ? int(1, 9) + digits(int(7, 11)) : pick(['A', 'B', 'W']) + digits(7);
      return spell(c, s, [4, 4, 4]);
    }
    return !isZh(c) && chance(0.15) ? `#${digits(6).replace(/^0/, '4')}` : v;
  },
  track(c) {
    const v = isZh(c)
      ? pick([
          () => `SF${digits(13)}`,
          () => `YT${digits(13)}`,
          () => `7${digits(14)}`,
          () => `JDVA${digits(11)}`,
          () => `JT${digits(13)}`,
          () => `43${digits(11)}`,
          () => `EA${digits(9)}CN`,
          () => `78${digits(13)}`,
        ])()
      : pick([
          () => `1Z${U(hex(6))}${digits(10)}`,
          () => `9400${digits(18)}`,
          () => digits(12),
          () => `LX${digits(9)}US`,
          () => `TBA${digits(12)}`,
          () => `RB${digits(9)}GB`,
        ])();
    return sp(c)
      ? spell(c, v, [2, 4, 4, 4, 4, 4])
      : chance(0.12) && !isZh(c)
        ? groupBy(v, [4, 4, 4, 4, 4, 4], ' ')
        : v;
  },
  member(c) {
    const v = pick([
      () => digits(8).replace(/^0/, '6'),
      () => `VIP${digits(6)}`,
      () => `M${digits(9)}`,
      () => digits(10).replace(/^0/, '2'),
      () => `${U(hex(2))}-${digits(5)}`,
      () => `CA${digits(7)}`,
    ])();
    return sp(c) ? spell(c, v, [4, 4, 4]) : v;
  },
  wechat(c) {
    const v = pick([
      () => `wxid_${hex(14)}`,
      () => pickPart(PY, c.part) + int(10, 9999),
      () => `${pickPart(HND, c.part)}_${int(1, 999)}`,
      () => `a${zhMobile()}`,
      () => `${pickPart(PY, c.part)}-${hex(3)}`,
    ])();
    if (sp(c)) {
      const b = pickPart(PY, c.part) + (chance(0.3) ? '_' : '') + digits(int(2, 4));
      return isZh(c) ? sayWordZh(b) : sayWordEn(b);
    }
    return v;
  },
  qq(c) {
    const v = int(1, 9) + digits(int(5, 9));
    return sp(c) ? spell(c, v, pick([[3, 3, 4], [12]])) : v;
  },
  code(c) {
    const v = digits(pick([4, 6, 6, 6]));
    return sp(c)
      ? spell(c, v, pick([[3, 3], [6]]))
      : pick([
          () => v,
          () => v,
          () => v,
          () => groupBy(v, [3, 3], '-'),
          () => groupBy(v, [3, 3], ' '),
          () => fw(v),
          () => (isZh(c) ? v : `G-${v}`),
        ])();
  },
  pin(c) {
    const v = digits(pick([4, 4, 6]));
    return sp(c) ? spell(c, v, null, { pairs: true }) : v;
  },
  last4(c) {
    const v = digits(4);
    return sp(c) ? spell(c, v, null, { pairs: true }) : v;
  },
  name(c) {
    return isZh(c) ? ZN.name(c.part) : EN.name(c.part);
  },
  full(c) {
    return isZh(c) ? ZN.full(c.part) : EN.full(c.part);
  },
  title(c) {
    return ZN.title(c.part);
  },
  foreign(c) {
    return isZh(c) ? ZN.foreign(c.part) : EN.full(c.part);
  },
  first(c) {
    return EN.first(c.part);
  },
  last(c) {
    return EN.last(c.part);
  },
  tlast(c) {
    return [
      { text: `${pick(TITLES)} ` },
      { text: chance(0.8) ? EN.last(c.part) : EN.full(c.part), type: 'person' },
    ];
  },

  addr: A(null),
  addrfull: A('full'),
  addrunit: A('unit'),
  addrest: A('estate'),
  addrvil: A('village'),
  addrcross: A('cross'),
  addrroad: A('road'),
  addrwork: A('work'),
  addruk: A('uk'),
  addrus: A('us'),
  addrapt: A('usapt'),
  addrplain: A('plain'),
  addrbox: A('box'),
};
