/** `earshot conformance`: plays the gateway to somebody's speaker and says what the speaker does wrong. */
import type { Command } from 'commander';
import { examineSpeaker } from '../speaker/conformance/run.ts';
import type { Request } from '../speaker/conformance/steps.ts';
import { CommandError } from './explain.ts';

const requests: Readonly<Record<Request, string>> = {
  connect: 'switch the speaker on',
  speak: 'say something to it, as you usually do (wake word or button)',
  interrupt: 'speak to it again while it plays, or press its button',
  answer: 'answer its question, without the wake word',
  'speak while muted': 'try to speak to it: it is muted now and must not listen',
  'speak, then wait': 'say something to it once more, then wait: the line will break',
  wait: 'nothing; wait',
};

export function register(program: Command): void {
  program
    .command('conformance')
    .description('examine a speaker: plays the gateway and says what it does wrong')
    .argument('[url]', 'where the speaker will find it', 'ws://127.0.0.1:7180')
    .option('--patience <seconds>', 'how long you may take for what is asked', '30')
    .option('--json', 'the report as JSON', false)
    .addHelpText(
      'after',
      `
Point the speaker at that address; any claim code and any token is right. Then do what is asked, about two minutes.
The rules are those of docs/protocol.md; the exit status is 1 when one was broken. Nothing that is said is kept.`,
    )
    .action(async (address: string, { patience, json }: { patience: string; json: boolean }) => {
      const { host, port } = read(address);
      const patienceMs = Number(patience) * 1000;
      if (!(patienceMs >= 1000 && patienceMs <= 600_000))
        throw new CommandError('--patience is 1 to 600 seconds');
      const say = (line: string) => void process.stderr.write(`${line}\n`);
      const report = await examineSpeaker({
        ...{ host, port, patienceMs },
        onListening: (url) => say(`Waiting for the speaker at ${url}`),
        onStep: (title, number, of) => say(`\n${number}/${of} ${title}`),
        onRequest: (request) => say(`    → ${requests[request]}`),
      });
      if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
      else process.stdout.write(`\n${inWords(report)}\n`);
      process.exitCode = report.isConforming ? 0 : 1;
    });
}

function inWords({ isConforming, findings, skipped }: Awaited<ReturnType<typeof examineSpeaker>>): string {
  const lines = findings.map(
    ({ isAdvice, says, seen, section }) =>
      `${isAdvice ? 'should' : 'wrong '}  a speaker ${says}; seen: ${seen}  (docs/protocol.md#${section})`,
  );
  const left = skipped.map((title) => `not tried  ${title}: the speaker was gone`);
  const verdict = isConforming ? 'It speaks earshot.v1.' : 'It does not speak earshot.v1 yet.';
  return [...lines, ...left, verdict].join('\n');
}

/** @throws CommandError */
function read(address: string): { readonly host: string; readonly port: number } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'ws:' || url.port === '')
    throw new CommandError('give an address as ws://0.0.0.0:7180');
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
}
