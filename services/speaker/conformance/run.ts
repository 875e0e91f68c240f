/** A speaker's examination: plays the gateway, asks somebody beside it to speak, and says what it does wrong. */
import { type Finding, Findings, rules } from './rules.ts';
import { startConformanceServer } from './server.ts';
import { type Request, type Step, steps, type Walk } from './steps.ts';

export interface ConformanceOptions {
  readonly host: string;
  readonly port: number;
  /** How long a person may take for what is asked, in milliseconds. */
  readonly patienceMs: number;
  /** Told where the speaker is to connect, before anything else. */
  readonly onListening: (url: string) => void;
  readonly onStep: (title: string, number: number, of: number) => void;
  readonly onRequest: (request: Request) => void;
}

export interface ConformanceReport {
  /** No rule was broken; there may still be advice. */
  readonly isConforming: boolean;
  readonly findings: readonly (Finding & { readonly says: string; readonly section: string })[];
  /** Steps that could not be taken, because the speaker was gone. */
  readonly skipped: readonly string[];
}

/** @throws Error when the address is taken */
export async function examineSpeaker(options: ConformanceOptions): Promise<ConformanceReport> {
  const findings = new Findings();
  const server = await startConformanceServer(options, findings);
  options.onListening(server.url);
  const walk = {
    server,
    findings,
    ask: options.onRequest,
    patienceMs: options.patienceMs,
    sessionId: '',
  } as Walk;
  const skipped: string[] = [];
  try {
    for (const [index, step] of steps.entries()) await take(step, index, walk, options, skipped);
  } finally {
    await server.stop();
  }
  const all = findings.all.map((finding) => ({ ...finding, ...rules[finding.rule] }));
  return {
    isConforming: all.every(({ isAdvice }) => isAdvice) && skipped.length === 0,
    findings: all,
    skipped,
  };
}

async function take(
  step: Step,
  index: number,
  walk: Walk,
  options: ConformanceOptions,
  skipped: string[],
): Promise<void> {
  const isFirst = index === 0;
  if (!isFirst && (walk.line === undefined || walk.line.isClosed)) {
    skipped.push(step.title);
    return;
  }
  options.onStep(step.title, index + 1, steps.length);
  await step.run(walk);
}
