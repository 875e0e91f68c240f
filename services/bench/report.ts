/** One shape for every benchmark page under docs/: what was measured, how to run it again, on which machine, when. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Cell = string | number | null | undefined;

export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Prose, a table or code under one heading; the parts are printed in this order. */
export interface ReportSection {
  readonly heading: string;
  readonly text?: string;
  readonly table?: ReportTable;
  readonly code?: string;
  /** Printed after the table: what the figures do not show, what was tried, what would be next. */
  readonly notes?: readonly string[];
}

export interface ReportPage {
  readonly title: string;
  /** What the page measures and for whom, in one paragraph. */
  readonly summary: string;
  /** The command that makes this page again. */
  readonly command: string;
  /** Which data and which split, one line each. */
  readonly data: readonly string[];
  readonly sections: readonly ReportSection[];
}

export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly nodeVersion: string;
  readonly platform: string;
}

/** The machine this process runs on. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpuModel: processors[0]?.model.trim() || 'unknown CPU',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    nodeVersion: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** As pages say it. */
export const machineInWords = ({ cpuModel, cores, memoryGiB, platform, nodeVersion }: Machine): string =>
  `${cpuModel}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${nodeVersion}`;

/** Keeps a cell inside its column: a bare `|` or line break would end it. */
function renderCell(cell: Cell): string {
  if (cell === null || cell === undefined) return 'not measured';
  return String(cell)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}

export function renderTable(table: ReportTable): string {
  const row = (cells: readonly Cell[]): string => `| ${cells.map(renderCell).join(' | ')} |`;
  for (const cells of table.rows) {
    if (cells.length !== table.columns.length) {
      throw new RangeError(`a row has ${cells.length} cells for ${table.columns.length} columns`);
    }
  }
  return [row(table.columns), row(table.columns.map(() => '---')), ...table.rows.map(row)].join('\n');
}

/** The page as Markdown. `now` is given by tests; pages carry the day in UTC. */
export function renderReport(
  page: ReportPage,
  now: Date = new Date(),
  machine: Machine = describeMachine(),
): string {
  const parts = [
    `# ${page.title}`,
    page.summary,
    ['Run it again:', '', '```', page.command, '```'].join('\n'),
    [
      `- Date: ${now.toISOString().slice(0, 10)}`,
      `- Machine: ${machineInWords(machine)}`,
      ...page.data.map((line) => `- Data: ${line}`),
    ].join('\n'),
  ];
  for (const section of page.sections) {
    parts.push(`## ${section.heading}`);
    if (section.text !== undefined) parts.push(section.text);
    if (section.table !== undefined) parts.push(renderTable(section.table));
    if (section.code !== undefined) parts.push(['```', section.code, '```'].join('\n'));
    if (section.notes !== undefined && section.notes.length > 0) {
      parts.push(section.notes.map((note) => `- ${note}`).join('\n'));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

/** Writes `docs/<fileName>` of this checkout and returns its absolute path. */
export function writeReport(fileName: string, page: ReportPage): string {
  const path = join(fileURLToPath(new URL('../../docs', import.meta.url)), fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${renderReport(page)}${partsOfOthers(path)}`);
  return path;
}

/** Where, on a page of another command, the part of one begins: what stands from there on is not that command's to write. */
const partMark = (title: string): string => `<!-- part: ${title} -->`;

/** Parts that other commands wrote behind this page. */
function partsOfOthers(path: string): string {
  if (!existsSync(path)) return '';
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf('<!-- part: ');
  return at < 0 ? '' : `\n${text.slice(at)}`;
}

/** Puts sections behind a page that another command writes, in the place of those that stood there. */
export function writeSections(
  fileName: string,
  title: string,
  command: string,
  sections: readonly ReportSection[],
): string {
  const path = join(fileURLToPath(new URL('../../docs', import.meta.url)), fileName);
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [before = '', ...parts] = page.split(/(?=<!-- part: )/);
  const part = renderReport({ title, summary: '', command, data: [], sections })
    .replace(/^# .*\n+/, `${partMark(title)}\n\n## ${title}\n\n`)
    .split('\n')
    .map((line) => (line.startsWith('## ') && line !== `## ${title}` ? `#${line}` : line))
    .join('\n');
  const others = parts.filter((one) => !one.startsWith(partMark(title)));
  writeFileSync(
    path,
    `${[before.trimEnd(), ...others.map((one) => one.trimEnd()), part.trimEnd()].join('\n\n')}\n`,
  );
  return path;
}
