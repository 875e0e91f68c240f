// node check.mjs [n]  -> checks offsets, parts and shares; prints n examples per type
import { readFileSync } from 'node:fs';
import { idCheck, luhnOk, mod97 } from './lib/core.mjs';

const n = +(process.argv[2] || 3);
const rows = readFileSync(new URL('./corpus.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((l) => JSON.parse(l));
let bad = 0;
const err = (m, r) => {
  bad++;
  console.log('BAD', m, JSON.stringify(r));
};
const part = {},
  cnt = {},
  by = {},
  chk = {};
const inc = (k) => {
  cnt[k] = (cnt[k] || 0) + 1;
};
for (const r of rows) {
  if (part[r.template] && part[r.template] !== r.part) err('template in both parts', r);
  part[r.template] = r.part;
  if (r.group === 'negative' && r.spans.length) err('negative with span', r);
  if (r.group !== 'negative' && !r.spans.length) err('no span', r);
  let last = 0;
  for (const s of r.spans) {
    const v = r.text.slice(s.start, s.end);
    if (s.start < last || s.end > r.text.length || !v || v !== v.trim() || /^[，,。]|[，,。]$/.test(v))
      err('span', { v, s, r });
    last = s.end;
    by[s.type] ??= [];
    by[s.type].push([r.locale, r.group, v, r.text, r.part]);
    const d = v
      .normalize('NFKC')
      .replace(/[\s.-]/g, '')
      .toUpperCase();
    if (r.group === 'written') {
      const t = (k, ok) => {
        chk[k] ??= [0, 0];
        chk[k][ok ? 0 : 1]++;
      };
      if (['bank_card', 'imei', 'iccid'].includes(s.type) && /^\d+$/.test(d)) t(s.type, luhnOk(d));
      if (s.type === 'id_card' && d.length === 18) t(s.type, idCheck(d) === d[17]);
      if (s.type === 'iban') t(s.type, mod97(d.slice(4) + d.slice(0, 4)) === 1);
    }
  }
  if (/[{}]/.test(r.text) && !r.spans.some((s) => /\{/.test(r.text.slice(s.start, s.end)))) err('brace', r);
  if (/undefined|NaN/.test(r.text)) err('undefined', r);
  inc(`locale ${r.locale}`);
  inc(`group ${r.locale} ${r.group}`);
  inc(`part ${r.part}`);
  if (r.locale === 'en-US') inc(r.text === r.text.toLowerCase() ? 'en lower-case' : 'en mixed-case');
}
if (new Set(rows.map((r) => r.text)).size !== rows.length) err('duplicate text');
console.log(
  rows.length,
  'sentences',
  Object.keys(part).length,
  'templates (dev',
  `${Object.values(part).filter((p) => p === 'dev').length})`,
);
console.log(cnt, 'checksums [right, wrong]', chk);
for (const t of Object.keys(by).sort()) {
  const l = by[t],
    d = l.filter((x) => x[4] === 'dev').length;
  console.log(`\n${t}: ${l.length} (dev ${d})`);
  for (let i = 0; i < n; i++) {
    const x = l[Math.floor(((i + 0.5) * l.length) / n)];
    if (x) console.log(`  ${x[0].slice(0, 2)}/${x[1]} [${x[2]}]  ${x[3]}`);
  }
}
console.log('\nproblems:', bad);
process.exit(bad ? 1 : 0);
