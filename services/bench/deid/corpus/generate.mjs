// node generate.mjs  ->  corpus.jsonl (deterministic). Options: none. Seed below.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chance, int, makeRng, pick, R, shuffle } from './lib/core.mjs';
import { FILL } from './lib/fillers.mjs';
import { ID, TYPE } from './lib/slots.mjs';
import { T } from './lib/templates.mjs';

const SEED = 20261129;
// sentences per locale and group
const BUDGET = { written: 480, spoken: 310, words: 310, negative: 720 };

// ---- templates and parts ----
const templates = [];
R.f = makeRng(SEED);
for (const loc of Object.keys(T))
  for (const group of Object.keys(T[loc])) {
    const list = T[loc][group].map((t, i) => ({
      loc,
      group,
      t,
      id: `${loc.slice(0, 2)}-${group}-${String(i + 1).padStart(3, '0')}`,
    }));
    // stratified 40/60 by first identifier type, so every common type is in both parts
    const by = {};
    for (const x of list) {
      const s = [...x.t.matchAll(/\{(\w+)\}/g)].map((m) => TYPE[m[1]]).find(Boolean) || 'none';
      by[s] ??= [];
      by[s].push(x);
    }
    let debt = 0; // carry the rounding, so that the whole stays near 40/60
    for (const s of Object.keys(by).sort()) {
      const l = shuffle(by[s]),
        want = l.length * 0.4 + debt;
      let k = Math.round(want);
      if (l.length >= 2) k = Math.max(1, Math.min(l.length - 1, k));
      else k = Math.max(0, Math.min(1, k));
      debt = want - k;
      l.forEach((x, i) => {
        x.part = i < k ? 'dev' : 'test';
      });
    }
    templates.push(...list);
  }

// ---- one sentence: a list of segments {text, type?} ----
function expand(x) {
  const segs = [];
  const c = { loc: x.loc, group: x.group, part: x.part };
  for (const tok of x.t.split(/(\{\w+\})/)) {
    if (!tok) continue;
    const m = /^\{(\w+)\}$/.exec(tok);
    if (!m) {
      segs.push({ text: tok });
      continue;
    }
    const k = m[1];
    if (ID[k]) {
      const v = ID[k](c);
      if (Array.isArray(v)) segs.push(...v.map((o) => ({ ...o })));
      else segs.push({ text: v.trim(), type: TYPE[k] });
    } else if (FILL[x.loc][k]) segs.push({ text: FILL[x.loc][k]() });
    else throw new Error(`unknown slot ${k} in ${x.id}`);
  }
  return segs;
}
const ZPRE = [
  '那个，',
  '嗯，',
  '呃，',
  '就是，',
  '哎，',
  '喂，',
  '你好，',
  '您好，',
  '麻烦问下，',
  '不好意思，',
  '小爱同学，',
  '天猫精灵，',
  '嗯嗯，',
  '在吗，',
  '亲，',
  '是这样的，',
  '我跟你说，',
  '哦对了，',
];
const ZPOST = [
  '，谢谢',
  '，谢谢啊',
  '，快点',
  '，听到没',
  '，麻烦了',
  '，在线等',
  '哈',
  '啊',
  '，对吧',
  '，嗯',
  '，急急急',
  '。',
  '。',
  '！',
  '～',
];
const EPRE = [
  'Hey, ',
  'Um, ',
  'Okay so ',
  'Hi, ',
  'Yeah, ',
  'Sorry, ',
  'Alexa, ',
  'Hey Google, ',
  'So like, ',
  'Uh, ',
  'Hello, ',
  'Right, ',
  'Well, ',
  'Oh and ',
  'Hey Siri, ',
  'Actually, ',
];
const EPOST = [
  ' please',
  ' thanks',
  ', okay?',
  ' real quick',
  ' lol',
  ', thank you',
  ', got it?',
  ' I guess',
  ', if you can',
  ' asap',
];
const isOpenEnd = (t) => /[是]$|hold on\.$/.test(t);

// hesitations before a value, stutters, half sentences
function rough(segs, x, zh) {
  let s = segs;
  const li = s.findLastIndex((g) => g.type);
  if (li > 0 && li < s.length - 1 && chance(0.07)) s = s.slice(0, li + 1); // stops after the value
  if (x.group !== 'written')
    for (let i = 1; i < s.length; i++)
      if (s[i].type && !s[i - 1].type && chance(0.07)) {
        if (zh) s[i - 1].text += pick(['嗯', '呃', '，那个，', '，就是，', '，嗯，', '，叫什么来着，']);
        else if (/[ ]$/.test(s[i - 1].text))
          s[i - 1].text += pick(['uh ', 'um, ', 'like ', 'er ', 'let me see, ', 'you know ']);
      }
  const f = s[0];
  if (!f.type && chance(0.04)) {
    if (zh) {
      if (/^[我你他帮把给那这打]/.test(f.text)) f.text = f.text[0] + f.text;
    } else
      f.text = f.text.replace(/^([A-Za-z']{1,6}) /, (_m, w) => `${w} ${w[0] === 'I' ? w : w.toLowerCase()} `);
  }
  if (x.group === 'negative' && chance(0.03)) {
    const e = s[s.length - 1];
    if (!zh) e.text = e.text.replace(/ [^ ]+$/, '');
    else if (e.text.length > 5) e.text = e.text.slice(0, -int(1, 3));
  }
  return s;
}
function noiseZh(segs, x) {
  const s = rough(segs, x, true);
  if (chance(0.22)) s.unshift({ text: pick(ZPRE) });
  if (chance(0.25) && !isOpenEnd(x.t)) s.push({ text: pick(ZPOST) });
  if (x.group === 'spoken' || x.group === 'words' || x.group === 'negative' ? chance(0.45) : chance(0.15)) {
    // like a recogniser: no punctuation
    const rep = pick(['', '', ' ']);
    for (const g of s)
      if (!g.type || x.group !== 'written') g.text = g.text.replace(/[，。！？、；：～]/g, rep);
  }
  return s;
}
const RAWCASE = new Set([
  'ssid',
  'url',
  'email',
  'iban',
  'mac',
  'device_id',
  'passport',
  'plate',
  'account',
  'meid',
  'driver_licence',
  'iccid',
  'gps',
  'ip',
  'id_card',
]);
function noiseEn(segs, x) {
  const s = rough(segs, x, false);
  const end = s[s.length - 1];
  if (chance(0.22)) {
    const f = s[0];
    if (
      !f.type &&
      !/^(I\b|I'|IMEI|IMSI|IBAN|ICCID|IDFA|MEID|SSN|DL|UK|WeChat|Alexa|Hey|FaceTime|UA|DL|AA|BA)/.test(
        f.text,
      ) &&
      /^[A-Z][a-z' ]/.test(f.text)
    )
      f.text = f.text[0].toLowerCase() + f.text.slice(1);
    s.unshift({ text: pick(EPRE) });
  }
  if (chance(0.15) && !isOpenEnd(x.t)) {
    if (!end.type) end.text = end.text.replace(/[.!?]$/, '');
    const q = pick(EPOST);
    s.push({ text: q + (chance(0.5) && !q.endsWith('?') ? '.' : '') });
  }
  if (chance(0.5)) {
    // as a recogniser or a hurried typist writes
    const keepCase = chance(0.5),
      apos = chance(0.5);
    for (const g of s) {
      const raw = g.type && x.group === 'written' && RAWCASE.has(g.type);
      if (!raw) {
        if (!g.type || x.group !== 'written' || g.type === 'address' || g.type === 'person')
          g.text = g.text.replace(/[,!?;"]|[.:](?=\s|$)/g, '').replace(/ {2,}/g, ' ');
        if (apos) g.text = g.text.replace(/'/g, '');
        g.text = g.text.toLowerCase();
      } else if (!keepCase && g.type !== 'url') g.text = g.text.toLowerCase();
    }
  }
  return s;
}
// put together: trims the ends, moves blanks out of the spans
function assemble(segs) {
  let text = '';
  const spans = [];
  for (const g of segs) {
    let t = g.text;
    if (!t) continue;
    if (!g.type) {
      if (text.endsWith(' ')) t = t.replace(/^ +/, '');
      if (!text) t = t.trimStart();
      text += t;
      continue;
    }
    t = t.trim();
    spans.push({ start: text.length, end: text.length + t.length, type: g.type });
    text += t;
  }
  return { text: text.trimEnd(), spans };
}

// ---- fill the budget ----
R.f = makeRng(SEED + 1);
const seen = new Set(),
  rows = [];
for (const loc of Object.keys(T))
  for (const group of Object.keys(T[loc])) {
    const list = templates.filter((t) => t.loc === loc && t.group === group);
    let n = 0,
      rounds = 0;
    while (n < BUDGET[group] && rounds++ < 60)
      for (const x of shuffle(list)) {
        if (n >= BUDGET[group]) break;
        // a template without slots gives at most three sentences
        x.max ??= /\{/.test(x.t) ? 12 : 2;
        x.n ??= 0;
        if (x.n >= x.max) continue;
        const { text, spans } = assemble((loc === 'zh-CN' ? noiseZh : noiseEn)(expand(x), x));
        const key = text.toLowerCase().replace(/[\s，。！？,.!?～]/g, '');
        if (!text || seen.has(key)) continue;
        seen.add(key);
        x.n++;
        n++;
        rows.push({ text, locale: loc, spans, group, template: x.id, part: x.part });
      }
  }
const out = join(dirname(fileURLToPath(import.meta.url)), 'corpus.jsonl');
writeFileSync(
  out,
  `${shuffle(rows)
    .map((r) => JSON.stringify(r))
    .join('\n')}\n`,
);
console.log(`${rows.length} sentences, ${templates.length} templates -> ${out}`);
