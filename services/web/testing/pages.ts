/** The real pages over the real privacy service and stores, and a visitor without scripts. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { freePort } from '../../cli/up/ports.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import type { AskOutside } from '../../common/webhooks/ask.ts';
import { settings as gatewaySettings } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/service.ts';
import { startScriptedServices } from '../../gateway/testing/scripted-services.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../../privacy/testing/harness.ts';
import { SentCodes } from '../../privacy/testing/sent-codes.ts';
import {
  type Harness as SkillsHarness,
  startHarness as startWithSkills,
} from '../../skills/testing/harness.ts';
import { settings } from '../config.ts';
import { startWebService } from '../service.ts';

export interface Pages {
  readonly origin: string;
  readonly privacy: Harness;
  /** The registry, where there is one. */
  readonly skills: SkillsHarness['client'] | undefined;
  readonly home: Home;
  readonly codes: SentCodes;
  readonly logLines: string[];
  /** The six digits that a speaker shows which is nobody's yet. */
  offer(): Promise<string>;
  /** A link that signs in an account's owner, once. */
  link(home: Home): Promise<string>;
  close(): Promise<void>;
}

/** The speakers' edge over the same privacy service; whatever is said is answered by a script. */
async function startEdge({ service, stateDirectory }: Harness) {
  const log = createLogger('gateway', { write: () => {} });
  const scripted = await startScriptedServices(log, stateDirectory);
  const gateway = await startGateway(
    loadConfig(gatewaySettings, {
      ...Object.fromEntries(
        Object.entries(scripted.addresses).map(([name, address]) => [
          `EARSHOT_${name.toUpperCase()}_ADDRESS`,
          address,
        ]),
      ),
      EARSHOT_PRIVACY_ADDRESS: service.address,
      EARSHOT_STATE_DIR: stateDirectory,
      EARSHOT_GATEWAY_LISTEN: '127.0.0.1:0',
      EARSHOT_GATEWAY_ADDRESS: '127.0.0.1:0',
    }),
    log,
    { drainMs: 500 },
  );
  const close = async () => {
    await gateway.drain();
    await scripted.close();
  };
  return { url: `http://127.0.0.1:${gateway.port}`, close };
}

/**
 * @param options.origin What browsers are to be told; default: http on this machine.
 * @param options.hasAllHolders With skills, dialogue and hotel beside privacy: whoever holds data can be asked for it.
 */
export async function startPages(
  options: {
    readonly origin?: string;
    readonly hasAllHolders?: boolean;
    readonly withGateway?: boolean;
    /** Servers of accounts that are linked; not with all holders. */
    readonly ask?: AskOutside;
  } = {},
): Promise<Pages> {
  const port = await freePort();
  const origin = options.origin ?? `http://localhost:${port}`;
  const codes = new SentCodes();
  const env = { EARSHOT_WEB_ORIGIN: origin, EARSHOT_SIGN_IN_CODE_FILE: codes.path };
  const all = options.hasAllHolders === true ? await startWithSkills({ privacyEnv: env }) : undefined;
  const privacy = all?.privacy ?? (await startHarness({ env, ...(options.ask && { ask: options.ask }) }));
  const edge = options.withGateway === true ? await startEdge(privacy) : undefined;
  const logLines: string[] = [];
  const web = await startWeb({
    ...{ origin, port, privacy, logLines, gatewayUrl: edge?.url },
    skillsAddress: all?.service.address,
  });
  const identities = connectAsNamed(IdentityServiceClient, privacy.service.address, privacy.stateDirectory);
  return {
    ...{ origin, privacy, codes, logLines },
    skills: all?.client,
    home: await makeHome(privacy.client),
    async offer() {
      const device = { hardwareId: '', clientSecret: crypto.randomUUID(), model: 'shelf' };
      const request = { ...device, wakeWords: [], isAsking: false };
      return (await callUnary(privacy.client, 'offerDevice', request, limits)).code;
    },
    async link({ subjectId }) {
      const { url } = await callUnary(identities, 'issueSignInLink', { subjectId }, limits);
      return new URL(url).pathname;
    },
    async close() {
      identities.close();
      await web.drain();
      await edge?.close();
      await (all ?? privacy).close();
    },
  };
}

/** The pages alone, over services that run already. @param hotelAddress Default: where nobody answers */
export function startWeb({
  origin,
  port,
  privacy,
  logLines,
  hotelAddress = `unix:${join(privacy.stateDirectory, 'hotel.sock')}`,
  gatewayUrl,
  skillsAddress = 'unix:/nowhere/skills.sock',
}: {
  readonly origin: string;
  readonly port: number;
  readonly privacy: Harness;
  readonly logLines: string[];
  readonly hotelAddress?: string;
  readonly gatewayUrl?: string | undefined;
  readonly skillsAddress?: string | undefined;
}) {
  return startWebService(
    loadConfig(settings, {
      EARSHOT_WEB_ADDRESS: `unix:${join(mkdtempSync(join(tmpdir(), 'earshot-web-')), 'web.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_HOTEL_ADDRESS: hotelAddress,
      EARSHOT_SKILLS_ADDRESS: skillsAddress,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
      EARSHOT_WEB_ORIGIN: origin,
      EARSHOT_WEB_LISTEN: `127.0.0.1:${port}`,
      ...(gatewayUrl === undefined ? {} : { EARSHOT_WEB_GATEWAY_URL: gatewayUrl }),
    }),
    { log: createLogger('web', { write: (line) => void logLines.push(line) }) },
  );
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where it leads, if it leads on. */
  readonly location: string;
  /** As the server set them, flags and all. */
  readonly setCookies: readonly string[];
}

/** A browser without scripts: keeps cookies, and sends forms with what the last page put into them. */
export class Visitor {
  readonly #address: string;
  readonly #origin: string;
  readonly cookies = new Map<string, string>();
  /** Of the page that was seen last. */
  formToken = '';

  constructor({ origin }: Pick<Pages, 'origin'>, address = origin) {
    this.#origin = origin;
    this.#address = address;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers });
  }

  post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams({ form: this.formToken, ...fields });
    return this.#send(path, { method: 'POST', body, headers: { origin: this.#origin, ...headers } });
  }

  /** Opens a sign-in link and presses its button. */
  async follow(link: string): Promise<Answer> {
    await this.get(link);
    return this.post('/sign-in/link', { token: link.split('/').at(-1) ?? '' });
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie !== '' && { cookie }) };
    const response = await fetch(`${this.#address}${path}`, { ...init, headers, redirect: 'manual' });
    const text = await response.text();
    const setCookies = response.headers.getSetCookie();
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    this.formToken = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? this.formToken;
    const location = response.headers.get('location') ?? '';
    return { status: response.status, text, headers: response.headers, location, setCookies };
  }
}
