/** `npm start`: example skills as processes of their own, and a speaker that says three recorded commands to them. */
import { join, resolve } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';
import type { Logger } from '../../common/log.ts';
import { issueSignInLink } from '../owner/sign-in.ts';
import { namedDevice } from '../speak/local-device.ts';
import { speakFiles } from '../speak/speak-files.ts';
import { acceptTerms } from '../terms.ts';
import { demoHotelLines, runDemoHotel } from './demo-hotel.ts';
import { enableSkills, furnish, prepareRecogniser } from './household.ts';
import { patiently } from './patience.ts';
import { type SkillOutput, type SkillProcess, startSkill } from './skill-process.ts';
import type { Stack } from './stack.ts';

/** Example skills, each with the port it listens on. */
const exampleSkills: Readonly<Record<string, number>> = {
  rover: 7131,
  cards: 7132,
  coffee: 7133,
  lights: 7134,
  weather: 7135,
};

const recordings = '/usr/share/pocketsphinx/test/data';

/** Recordings of people in Debian's `pocketsphinx-testdata`: "go forward ten meters", "ten of clubs", "seven of clubs". */
const demoUtterances = ['goforward.raw', 'cards/001.wav', 'cards/003.wav'].map((name) =>
  join(recordings, name),
);

export interface Demo {
  readonly isCompleted: boolean;
  /** A link that signs its owner in, once, to the pages. */
  signInLink(): Promise<string>;
  /** A link to the desk of the demo hotel, once. */
  readonly deskLink: string;
  stop(): Promise<void>;
}

/** Starts example skills (by name, or any skill by its absolute folder) and enables them for a household. */
export async function startExampleSkills(
  stack: Stack,
  householdId: string,
  log: Logger,
  names: Readonly<Record<string, number>> = exampleSkills,
  output: SkillOutput = 'ignore',
): Promise<SkillProcess[]> {
  const started = await Promise.all(
    Object.entries(names).map(([name, port]) =>
      startSkill({
        stack,
        folder: resolve(checkoutDir, 'skills-sdk/examples', name),
        preferredPort: port,
        log,
        output,
      }),
    ),
  );
  await enableSkills(
    stack,
    householdId,
    started.map(({ skillId }) => skillId),
  );
  return started;
}

export async function runDemo(
  stack: Stack,
  stateDir: string,
  log: Logger,
  output: SkillOutput,
): Promise<Demo> {
  const device = await patiently(() => namedDevice({ stateDir, name: 'demo', url: stack.speakerUrl }));
  await patiently(() => furnish(stack, device));
  const agreed = await patiently(() => acceptTerms(stack, device));
  process.stdout.write(`  The demo household agrees to: ${agreed.join(', ') || 'nothing'}\n`);
  const skills = await startExampleSkills(stack, device.householdId, log, exampleSkills, output);
  const stop = async () => {
    await Promise.all(skills.map(({ process }) => process.stop()));
  };
  await patiently(() => prepareRecogniser(stack, device, 'en-US'));
  const turns = await speakFiles({
    url: stack.speakerUrl,
    token: device.token,
    files: demoUtterances,
    locale: 'en-US',
    output: process.stdout,
  });
  const hotel = await runDemoHotel(stack);
  process.stdout.write(demoHotelLines(hotel));
  const isHeard = turns.length === demoUtterances.length && turns.every(({ end }) => end === 'completed');
  return {
    isCompleted: isHeard && hotel.ticket !== undefined,
    deskLink: hotel.signIn,
    signInLink: async () => (await issueSignInLink(stack, device)).url,
    stop,
  };
}
