/** One turn as people read it: what was said, what was answered, and a bar for each stage. */
import type { Directive, SpokenTurn } from '../../speaker/index.ts';

export interface TimelineOptions {
  /** What was said: a file's name or the typed text. */
  readonly title: string;
  /** What stands beside the title, e.g. the length of the recording. */
  readonly note: string;
  readonly hasColour: boolean;
  /** Columns of the bars. */
  readonly barWidth?: number;
  /** Where the reply was written to. */
  readonly replyFile?: string | undefined;
}

type Paint = (text: string) => string;

interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly bar: Paint;
}

const sgr =
  (code: string): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

function palette(hasColour: boolean): Palette {
  return hasColour
    ? { strong: sgr('1'), faint: sgr('2'), good: sgr('32'), bad: sgr('31'), bar: sgr('36') }
    : { strong: plain, faint: plain, good: plain, bad: plain, bar: plain };
}

/** Microseconds as milliseconds, precise where they are few: `0.42 ms`, `41 ms`, `2 791 ms`. */
export function milliseconds(us: number): string {
  const ms = us / 1000;
  if (ms < 10) return `${ms.toFixed(ms < 1 ? 2 : 1)} ms`;
  return `${String(Math.round(ms)).replace(/\B(?=(\d{3})+$)/g, ' ')} ms`;
}

/** What a skill or a gateway wrote, without what a terminal would obey. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu, '\ufffd');

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar from one point to another of a line that stands for `totalUs`; never empty. */
export function bar(startUs: number, endUs: number, totalUs: number, width: number): string {
  const scale = totalUs > 0 ? width / totalUs : 0;
  const offset = Math.min(Math.floor(startUs * scale), width - 1);
  const parts = Math.max(1, Math.min(Math.round((endUs - startUs) * scale * 8), (width - offset) * 8));
  const drawn = '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8];
  return (' '.repeat(offset) + drawn).padEnd(width);
}

function describeDirective(directive: Directive): string {
  switch (directive.type) {
    case 'card':
      return `card “${directive.title}”`;
    case 'audio':
      return `play “${directive.title}”`;
    case 'display':
      return `show “${directive.title}”`;
    case 'timer':
      return directive.isCancel ? 'cancel timer' : `timer ${directive.durationS} s`;
    case 'device_tool':
      return [directive.tool, ...directive.arguments.map(({ name, value }) => `${name} ${value}`)].join(' ');
    case 'device_control': {
      const target = directive.targetId === '' ? '' : `${directive.targetId} `;
      return `${target}${directive.property} ${directive.value}`;
    }
  }
}

/** The lines of a turn. */
export function renderTimeline(turn: SpokenTurn, options: TimelineOptions): string {
  const { title, note, hasColour, barWidth = 44 } = options;
  const { strong, faint, good, bad, bar: barColour } = palette(hasColour);
  const lines = ['', `  ${strong(printable(title))}  ${faint(note)}`];
  const say = (who: string, what: string, aside = '') =>
    lines.push(
      `  ${faint(who.padEnd(10))} ${printable(what)}${aside === '' ? '' : `  ${faint(printable(aside))}`}`,
    );

  if (turn.transcript !== '') say('heard', `“${turn.transcript}”`);
  for (const reply of turn.replies) {
    const source = reply.skillId === '' ? '' : `${reply.skillId} · ${reply.intent}`;
    const more = reply.isExpectingSpeech ? 'waits for an answer' : reply.isProgress ? 'still working' : '';
    say('answered', `“${reply.text}”`, [source, more].filter((part) => part !== '').join(' · '));
  }
  for (const directive of turn.directives) say('directive', describeDirective(directive));

  const totalUs = Math.max(0, ...turn.stages.map(({ endUs }) => endUs));
  if (turn.stages.length > 0) lines.push('');
  for (const { stage, startUs, endUs } of turn.stages) {
    const drawn = barColour(bar(startUs, endUs, totalUs, barWidth));
    lines.push(`  ${printable(stage).padEnd(10)} ${drawn} ${milliseconds(endUs - startUs).padStart(10)}`);
  }
  if (turn.platformUs > 0) {
    lines.push('');
    const isSpoken = turn.stages.some(({ stage }) => stage === 'listen');
    if (isSpoken) {
      say('perceived', milliseconds(turn.perceivedUs).padStart(9), 'last speech → first byte of the reply');
    }
    const from = isSpoken ? 'end of speech decided' : 'text received';
    const skill = turn.skillUs > 0 ? `, the skill ${milliseconds(turn.skillUs)}` : '';
    say('platform', milliseconds(turn.platformUs).padStart(9), `${from} → first byte${skill}`);
  }
  lines.push(
    '',
    `  ${verdict(turn, good, bad)}${options.replyFile ? faint(`  ${options.replyFile}`) : ''}`,
    '',
  );
  return lines.join('\n');
}

function verdict(turn: SpokenTurn, good: Paint, bad: Paint): string {
  if (turn.end === 'completed') return good('✓ completed');
  const advice = turn.isOutcomeUnknown
    ? ' · the skill may have acted; ask for the outcome before repeating it'
    : turn.isRetryable
      ? ' · may work when tried again'
      : '';
  return bad(`✗ ${turn.end}${turn.code === '' ? '' : ` ${printable(turn.code)}`}`) + advice;
}

/** The same turn for machines: one object on one line, without audio. */
export function turnAsJson(turn: SpokenTurn, title: string, replyFile: string | undefined): string {
  const { audio, outcome: _outcome, ...rest } = turn;
  const toReply = (atMs: number | undefined) =>
    atMs === undefined || turn.speechSentAtMs === undefined ? null : atMs - turn.speechSentAtMs;
  return JSON.stringify({
    said: title,
    ...rest,
    audioMs: audio.length / 2 / (turn.audioFormat.sampleRateHz / 1000),
    sentToFirstReplyMs: toReply(turn.firstReplyAtMs),
    sentToFirstAudioMs: toReply(turn.firstAudioAtMs),
    replyFile: replyFile ?? null,
  });
}
