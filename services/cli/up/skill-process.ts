/**
 * A third-party skill beside a local Earshot: a process of its own, known to the router only by its manifest
 * and its URL.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SkillState, SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { contentVersion } from '../../common/content-version.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import type { Logger } from '../../common/log.ts';
import { callingAs, operator } from '../identity.ts';
import { skillEnvironment } from '../skill/skill-environment.ts';
import { patiently } from './patience.ts';
import { freePort, isListening } from './ports.ts';
import type { Stack } from './stack.ts';
import { SupervisedProcess } from './supervised-process.ts';

const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href;

/**
 * Where a skill's own words go: nowhere, or to an open file that holds nothing else. Never into our log: what a skill
 * prints of its requests is what people said, and nobody classified it.
 */
export type SkillOutput = 'ignore' | number;

export interface SkillProcess {
  readonly skillId: string;
  readonly url: string;
  readonly process: SupervisedProcess;
}

/** A skill's folder holds `manifest.ts`, `model.ts` and `main.ts`, as `earshot skill new` writes them. */
interface SkillModules {
  readonly manifest: { readonly id: string; readonly version: string };
  readonly model: object;
}

async function readSkill(folder: string): Promise<SkillModules> {
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const [{ manifest }, { model }] = await Promise.all([load('manifest.ts'), load('model.ts')]);
  return { manifest, model } as SkillModules;
}

export interface SkillProcessOptions {
  readonly stack: Stack;
  readonly folder: string;
  /** A fixed port keeps the skill's version the same over restarts; another is taken when it is not free. */
  readonly preferredPort: number;
  readonly log: Logger;
  readonly output: SkillOutput;
}

/** Registers the skill as live at a port of this machine, then starts it with the keys that answers. */
export async function startSkill({
  stack,
  folder,
  preferredPort,
  log,
  output,
}: SkillProcessOptions): Promise<SkillProcess> {
  const { manifest, model } = await readSkill(folder);
  const port = (await isListening(preferredPort)) ? await freePort() : preferredPort;
  const url = `http://127.0.0.1:${port}/`;
  const skills = connect(SkillsServiceClient, stack.address('skills'), callingAs(operator, stack.stateDir));
  try {
    const local = { ...manifest, model, endpoint: url, ...noticesAt(manifest, url) };
    const manifestJson = JSON.stringify({ ...local, version: contentVersion(local, 'local') });
    // The same content is the same version, so asking twice changes nothing.
    const registered = await patiently(() =>
      callUnary(skills, 'registerSkill', { manifestJson, state: SkillState.LIVE }, { deadlineMs: 10_000 }),
    );
    const process = new SupervisedProcess({
      name: manifest.id,
      command: [globalThis.process.execPath, '--import', endWithParent, join(folder, 'main.ts')],
      env: skillEnvironment(globalThis.process.env, { port, verificationKeys: registered.verificationKeys }),
      log,
      output,
    });
    process.start();
    await untilListening(port);
    return { skillId: manifest.id, url, process };
  } finally {
    skills.close();
  }
}

/** A skill that keeps anything has a place for deletion notices; here it is the same process. */
function noticesAt(manifest: object, url: string): { deletionUrl?: string } {
  return 'deletionUrl' in manifest ? { deletionUrl: `${url}notices` } : {};
}

async function untilListening(port: number): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  while (Date.now() < giveUpAt && !(await isListening(port))) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
