/** What runs out: descriptors, room for logs, a decoder's memory; and a skill that answers no more. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { pause } from '../../attacks/waiting.ts';
import { callingAs } from '../../cli/identity.ts';
import { fetchMetrics } from '../../cli/top/metrics-text.ts';
import { createDevice, type LocalDevice } from '../../cli/up/household.ts';
import type { Stack } from '../../cli/up/stack.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { recording } from '../../e2e/testing/earshot.ts';
import type { Fault } from '../fault.ts';
import { childrenOf } from './children.ts';

const run = promisify(execFile);
const limit = (pid: number, what: string) => run('prlimit', ['--pid', String(pid), what]);

const descriptors: Fault = {
  name: 'the gateway has no file descriptor left',
  mayFail: false,
  async run({ earshot }) {
    const newcomers: LocalDevice[] = [];
    while (newcomers.length < 20) newcomers.push(await createDevice(earshot.stack, 'newcomer'));
    const pid = earshot.stack.process('gateway').pid ?? 0;
    const open = new Set((await readdir(`/proc/${pid}/fd`)).map(Number));
    // A number that is free below the highest one in use would be given out first.
    let firstFree = 0;
    while (open.has(firstFree)) firstFree += 1;
    // The soft bound alone can be taken back.
    const [, soft = '', hard = ''] =
      /^Max open files\s+(\d+)\s+(\d+)/m.exec(await readFile(`/proc/${pid}/limits`, 'utf8')) ?? [];
    await limit(pid, `--nofile=${firstFree}:${hard}`);
    const tries = await Promise.allSettled(
      newcomers.map(async ({ token }) => {
        const coming = earshot.connect({ token });
        // Whoever comes too late to count leaves all the same.
        void coming.then(
          (speaker) => speaker.close(),
          () => {},
        );
        await Promise.race([coming, pause(1_500).then(() => Promise.reject(new Error('too late')))]);
      }),
    );
    await limit(pid, `--nofile=${soft}:${hard}`);
    const refused = tries.filter(({ status }) => status === 'rejected').length;
    return `of 20 newcomers ${refused} were not let in while it lasted`;
  },
};

const fullLog: Fault = {
  name: 'the disk is full where logs go',
  mayFail: false,
  async run({ earshot }) {
    const { stack } = earshot;
    const names = ['gateway', 'dialogue', 'skills', 'privacy'] as const;
    const pids = names.map((name) => stack.process(name).pid ?? 0);
    // A limit on what one file may hold gives each write the answer of a disk that is full.
    await Promise.all(pids.map((pid) => limit(pid, '--fsize=1:unlimited')));
    await pause(5_000);
    await Promise.all(pids.map((pid) => limit(pid, '--fsize=unlimited:unlimited')));
    return `nothing could be written by ${names.join(', ')} for 5 s`;
  },
};

async function decodersOf(pid: number): Promise<number[]> {
  const known = await Promise.all(
    (await childrenOf(pid)).map(async (child) => {
      const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
      return command.includes('decoder-process') ? child : 0;
    }),
  );
  return known.filter((child) => child > 0);
}

/** A home with a set of skills that no decoder has loaded yet: whoever hears it wants memory. */
async function otherSkills(stack: Stack): Promise<LocalDevice> {
  const device = await createDevice(stack, 'newcomer');
  const { householdId } = device;
  const owner = callingAs({ role: 'owner', householdId }, stack.stateDir);
  const skills = connect(SkillsServiceClient, stack.address('skills'), owner);
  try {
    const unwanted = { skillId: 'earshot.clock', householdId, tenantId: '' };
    await callUnary(skills, 'disableSkill', unwanted, { deadlineMs: 5_000 });
    return device;
  } finally {
    skills.close();
  }
}

async function decoderDeaths({ env }: Stack): Promise<number> {
  const page = await fetchMetrics(env['EARSHOT_ASR_ADMIN_LISTEN']);
  return page.find(({ name }) => name === 'earshot_asr_decoder_deaths_total')?.value ?? 0;
}

const memory: Fault = {
  name: 'decoders may take no more memory',
  mayFail: true,
  async run({ earshot }) {
    const { stack } = earshot;
    const device = await otherSkills(stack);
    const diedBefore = await decoderDeaths(stack);
    const pids = await decodersOf(stack.process('asr').pid ?? 0);
    await Promise.all(pids.map((pid) => limit(pid, '--as=1000000:1000000')));
    const pcm = await recording('goforward.raw');
    const ends: string[] = [];
    // One utterance for each decoder that is short of it, and one more.
    for (let said = 0; said <= pids.length; said += 1) {
      const speaker = await earshot.connect({ token: device.token });
      const { end, code } = await speaker.sayAudio(pcm, { mode: 'held_button', isRealtime: false });
      ends.push(code || end);
      await speaker.close();
    }
    const died = (await decoderDeaths(stack)) - diedBefore;
    if (died === 0) throw new Error('no decoder wanted more memory than it had');
    return `${pids.length} of them; ${died} died of the model of other skills that they had to load, and were replaced; spoken commands ended: ${ends.join(', ')}`;
  },
};

const hanging: Fault = {
  name: 'a skill hangs',
  mayFail: true,
  async run({ earshot }) {
    const [skill] = earshot.skills;
    skill?.process.kill('SIGSTOP');
    await pause(8_000);
    skill?.process.kill('SIGCONT');
    return 'SIGSTOP for 8 s; whoever asks for it hears an apology when its time is over';
  },
};

export const resources: readonly Fault[] = [descriptors, fullLog, memory, hanging];
