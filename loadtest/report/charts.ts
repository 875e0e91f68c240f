/** Charts as SVG text: lines over time, bars, and spans one below the other. No script, no font, nothing from elsewhere. */

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export const escaped = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );

const [width, height] = [720, 220];
const margin = { left: 56, right: 16, top: 12, bottom: 32 };
const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };

/** A round number not below `value`, so that an axis ends on one. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

const short = (value: number): string =>
  value >= 10_000 ? `${Math.round(value / 1000)}k` : `${Number(value.toPrecision(3))}`;

interface Axes {
  readonly maxX: number;
  readonly maxY: number;
  readonly unitX: string;
  readonly unitY: string;
}

function frame({ maxX, maxY, unitX, unitY }: Axes, label: string, body: string): string {
  const y = (value: number) => margin.top + plot.height * (1 - value / maxY);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * maxY);
    return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/><text class="tick" x="${margin.left - 6}" y="${at + 4}" text-anchor="end">${short(share * maxY)}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text class="tick" x="${margin.left + plot.width * share}" y="${height - 14}" text-anchor="middle">${short(share * maxX)}</text>`,
  );
  const units = `<text class="tick" x="${width - margin.right}" y="${height - 1}" text-anchor="end">${escaped(unitX)}</text><text class="tick" x="2" y="10">${escaped(unitY)}</text>`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${grid.join('')}${ticks.join('')}${units}${body}</svg>`;
}

const legend = (names: readonly string[]): string =>
  names.length < 2
    ? ''
    : `<ul class="legend">${names.map((name, index) => `<li><i class="s${index % 9}"></i>${escaped(name)}</li>`).join('')}</ul>`;

export interface LineChart {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly unitX: string;
  readonly unitY: string;
  /** Everything left of it is the warm-up. */
  readonly countedFrom?: number;
}

export function lineChart({ label, lines, unitX, unitY, countedFrom = 0 }: LineChart): string {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return '<p class="none">Nothing was seen.</p>';
  const maxX = roundUp(Math.max(...points.map(([x]) => x)));
  const maxY = roundUp(Math.max(...points.map(([, y]) => y)));
  const x = (value: number) => (margin.left + (plot.width * value) / Math.max(maxX, 1e-9)).toFixed(1);
  const y = (value: number) => (margin.top + plot.height * (1 - value / maxY)).toFixed(1);
  const warm =
    countedFrom > 0
      ? `<rect class="warm" x="${margin.left}" y="${margin.top}" width="${(plot.width * countedFrom) / maxX}" height="${plot.height}"/><text class="tick" x="${margin.left + 4}" y="${margin.top + 12}">warm-up</text>`
      : '';
  const drawn = lines.map(
    (line, index) =>
      `<polyline class="l${index % 9}" points="${line.points.map(([px, py]) => `${x(px)},${y(py)}`).join(' ')}"><title>${escaped(line.name)}</title></polyline>`,
  );
  return (
    legend(lines.map(({ name }) => name)) + frame({ maxX, maxY, unitX, unitY }, label, warm + drawn.join(''))
  );
}

/** How many values fall in each of equal steps up to the largest. */
export function histogram(
  label: string,
  values: readonly number[],
  unit: string,
  marks: Readonly<Record<string, number>>,
): string {
  if (values.length === 0) return '<p class="none">Nothing was seen.</p>';
  const maxX = roundUp(Math.max(...values));
  const steps = 48;
  const counts = new Array<number>(steps).fill(0);
  for (const value of values) {
    const step = Math.min(steps - 1, Math.max(0, Math.floor((value / maxX) * steps)));
    counts[step] = (counts[step] as number) + 1;
  }
  const maxY = roundUp(Math.max(...counts));
  const barWidth = plot.width / steps;
  const bars = counts.map((count, index) => {
    const tall = (plot.height * count) / maxY;
    return `<rect class="bar" x="${(margin.left + index * barWidth + 1).toFixed(1)}" y="${(margin.top + plot.height - tall).toFixed(1)}" width="${(barWidth - 2).toFixed(1)}" height="${tall.toFixed(1)}"><title>${count}</title></rect>`;
  });
  const lines = Object.entries(marks).map(([name, value], index) => {
    const at = margin.left + (plot.width * value) / maxX;
    return `<line class="mark" x1="${at}" x2="${at}" y1="${margin.top}" y2="${margin.top + plot.height}"/><text class="tick strong" x="${at + 3}" y="${margin.top + 10 + index * 12}">${escaped(name)}</text>`;
  });
  return frame({ maxX, maxY, unitX: unit, unitY: 'utterances' }, label, bars.join('') + lines.join(''));
}

export interface Span {
  readonly name: string;
  readonly from: number;
  readonly p50: number;
  readonly p99: number;
}

/** Spans in their order: solid up to the median, pale up to the 99th percentile. */
export function waterfall(label: string, spans: readonly Span[], unit: string): string {
  const rowHeight = 30;
  const left = 110;
  const total = Math.max(...spans.map(({ from, p99 }) => from + p99), 1);
  const scale = (width - left - 130) / total;
  const rows = spans.map(({ name, from, p50, p99 }, index) => {
    const y = index * rowHeight + 6;
    const at = left + from * scale;
    return `<text class="tick strong" x="${left - 8}" y="${y + 15}" text-anchor="end">${escaped(name)}</text><rect class="pale" x="${at.toFixed(1)}" y="${y}" width="${Math.max(1, p99 * scale).toFixed(1)}" height="20"/><rect class="bar" x="${at.toFixed(1)}" y="${y}" width="${Math.max(1, p50 * scale).toFixed(1)}" height="20"/><text class="tick" x="${(at + Math.max(1, p99 * scale) + 6).toFixed(1)}" y="${y + 15}">${short(p50)} / ${short(p99)} ${escaped(unit)}</text>`;
  });
  return `<svg viewBox="0 0 ${width} ${spans.length * rowHeight + 8}" role="img" aria-label="${escaped(label)}">${rows.join('')}</svg>`;
}
