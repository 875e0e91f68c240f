/** How the report looks, on light and on dark screens and on paper. */
const colours = [
  '#2563eb',
  '#dc2626',
  '#0d9488',
  '#d97706',
  '#7c3aed',
  '#db2777',
  '#4d7c0f',
  '#0891b2',
  '#6b7280',
];

export const style = `
:root{--ink:#1a1d21;--soft:#5b6470;--line:#dfe3e8;--paper:#fff;--wash:#f5f7f9;--bar:#2563eb;--pale:#bfd3fb;--good:#0f7b4f;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a2abb7;--line:#333a43;--paper:#14171b;--wash:#1c2127;--bar:#6ea0ff;--pale:#2b4372;--good:#4ec58e;--bad:#ff8a7a}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:820px;margin:0 auto;padding:32px 20px 64px}h1{margin:0;font-size:34px;line-height:1.2}h2{margin:0 0 4px;font-size:20px}
.over{margin:0;color:var(--soft);letter-spacing:.08em;text-transform:uppercase;font-size:12px}.lead{margin:8px 0 0;font-size:18px}
section{margin-top:36px}section>p{margin:0 0 10px;color:var(--soft);max-width:70ch}section>p b{color:var(--ink)}
.verdict{display:inline-block;margin:14px 0 0;padding:6px 12px;border-radius:6px;background:var(--wash);font-weight:600}.verdict.good{color:var(--good)}.verdict.bad{color:var(--bad)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:10px;margin-top:20px}.tiles div{background:var(--wash);border-radius:8px;padding:12px 14px}.tiles b{display:block;font-size:24px;line-height:1.2}.tiles span{color:var(--soft);font-size:13px}
svg{display:block;width:100%;height:auto}.grid{stroke:var(--line)}.tick{fill:var(--soft);font-size:11px}.strong{fill:var(--ink);font-weight:600}
polyline{fill:none;stroke-width:1.8;stroke-linejoin:round}.bar{fill:var(--bar)}.pale{fill:var(--pale)}.warm{fill:var(--wash)}.mark{stroke:var(--ink);stroke-dasharray:3 3}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:0 0 4px;padding:0;font-size:13px}.legend i{display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle}
${colours.map((colour, index) => `.l${index}{stroke:${colour}}.s${index}{background:${colour}}`).join('')}
table{border-collapse:collapse;width:100%;font-size:14px;margin:8px 0;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:5px 8px;border-bottom:1px solid var(--line)}th:first-child,td:first-child{text-align:left}th{color:var(--soft);font-weight:600}
.none{color:var(--soft)}footer{margin-top:48px;border-top:1px solid var(--line);padding-top:12px;color:var(--soft);font-size:14px}code{font-size:13px}
@media print{body{font-size:12px}section{break-inside:avoid}}
`;
