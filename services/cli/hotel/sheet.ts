/** Claim codes to be printed and cut: one for each room, with nothing on the page that comes from elsewhere. */
import { escapeHtml } from '../../common/escape-html.ts';

export interface CodeSheet {
  readonly hotel: string;
  readonly hours: number;
  readonly codes: readonly { readonly room: string; readonly code: string }[];
  readonly madeAt: Date;
}

export function codeSheet({ hotel, hours, codes, madeAt }: CodeSheet): string {
  const cards = codes
    .map(({ room, code }) => `<li><b>${escapeHtml(room)}</b><code>${escapeHtml(code)}</code></li>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claim codes · ${escapeHtml(hotel)}</title>
<style>
body { margin: 1.5cm; font: 12pt/1.4 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #111; background: #fff; }
h1 { margin: 0; font-size: 16pt; }
p { margin: 0.2cm 0 0.6cm; max-width: 17cm; color: #444; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(7cm, 1fr)); margin: 0; padding: 0; list-style: none; }
li { display: flex; align-items: baseline; justify-content: space-between; gap: 0.5cm; padding: 0.45cm 0.5cm;
  border: 1px dashed #999; margin: 0 -1px -1px 0; break-inside: avoid; }
b { font-size: 15pt; }
code { font: 600 13pt/1 ui-monospace, monospace; letter-spacing: 0.04em; }
@page { margin: 1cm; }
@media print { body { margin: 0; } }
</style>
<h1>${escapeHtml(hotel)}</h1>
<p>Each code binds one speaker to its room, once, within ${hours} hours of ${escapeHtml(madeAt.toISOString().slice(0, 16).replace('T', ' '))} UTC. Keep this sheet as you keep keys, and destroy it afterwards.<br>
每个验证码在 ${hours} 小时内可使用一次，把一台音箱绑定到对应的房间。请像保管钥匙一样保管，用后销毁。</p>
<ul>
${cards}
</ul>
</html>
`;
}
