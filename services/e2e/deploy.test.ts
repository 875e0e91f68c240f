/** The compose file against the services that exist: what cannot be built everywhere can at least not drift. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { asrSettings } from '../asr/config.ts';
import { type ServiceName, serviceNames } from '../cli/up/stack.ts';
import { addresses, checkoutDir, stores } from '../common/addresses.ts';
import { adminSettings } from '../common/admin.ts';
import { audienceKeyPath } from '../common/audience.ts';
import { callerKeysDir, privateKeyFile, trustDirOf } from '../common/callers/keys.ts';
import { loadConfig, type Settings } from '../common/config.ts';
import { serviceNodeFlags } from '../common/heap.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import { settings as dialogueSettings } from '../dialogue/config.ts';
import { settings as gatewaySettings } from '../gateway/config.ts';
import { defaultLimits } from '../gateway/limits.ts';
import { settings as hotelSettings } from '../hotel/config.ts';
import { settings as privacySettings } from '../privacy/config.ts';
import { settings as skillsSettings } from '../skills/config.ts';
import { settings as trainingSettings } from '../training/config.ts';
import { ttsSettings } from '../tts/config.ts';
import { settings as webSettings } from '../web/config.ts';

interface ComposeService {
  readonly command?: string[];
  readonly entrypoint?: string[];
  readonly depends_on?: Record<string, object>;
  readonly ports?: string[];
  readonly networks?: string[];
  readonly volumes?: string[];
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test: string[] };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

const read = async () =>
  parse(await readFile(join(checkoutDir, 'deploy/compose.yaml'), 'utf8'), { merge: true }) as ComposeFile;

test('the gateway promises no longer utterance than the recogniser hears', () => {
  expect(defaultLimits.maxUtteranceMs).toBeLessThanOrEqual(loadConfig(asrSettings, {}).maxUtteranceMs);
});

test('every service runs in the compose file, from its own main', async () => {
  const { services } = await read();
  for (const name of serviceNames) expect(services[name]?.command, name).toEqual([name]);
});

test('every shared setting is given, with the service that answers there', async () => {
  const { services } = await read();
  for (const { variable } of [...Object.values(addresses), ...Object.values(stores)]) {
    expect(services['asr']?.environment?.[variable], variable).toBeDefined();
  }
  for (const name of serviceNames) {
    for (const [key, { variable }] of Object.entries(addresses)) {
      const host = key.replace('Address', '');
      // A name leads to one address of a container; who is in two networks would be found in one of them alone.
      const where = new RegExp(`^${host === name ? '0\\.0\\.0\\.0' : host}:\\d+$`);
      expect(services[name]?.environment?.[variable], `${name} ${variable}`).toMatch(where);
    }
  }
});

test('every listener but those behind the proxy stays unpublished, and only what must reach out can', async () => {
  const { services } = await read();
  const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port}`),
  );
  // Loopback of the host unless told otherwise: what listens there does not encrypt by itself.
  expect(published.sort()).toEqual([
    expect.stringMatching(/^gateway \$\{EARSHOT_PUBLISH_HOST:-127\.0\.0\.1\}:7100:7100$/),
    expect.stringMatching(/^privacy \$\{EARSHOT_PUBLISH_HOST:-127\.0\.0\.1\}:7110:7110$/),
    expect.stringMatching(/^web \$\{EARSHOT_PUBLISH_HOST:-127\.0\.0\.1\}:7120:7120$/),
  ]);
  const outside = Object.entries(services).filter(([, { networks }]) => networks?.includes('outside'));
  expect(outside.map(([name]) => name).sort()).toEqual([
    'gateway',
    'hotel',
    'privacy',
    'skills',
    'training',
    'web',
  ]);
});

test('no container of ours writes to its root, has a capability or can gain one, or is of the superuser', async () => {
  const { services } = await read();
  for (const [name, one] of Object.entries(services)) {
    if (['postgres', 'redis'].includes(name)) continue;
    expect(one, name).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  }
  const image = await readFile(join(checkoutDir, 'deploy/Dockerfile'), 'utf8');
  // What is needed to install packages stays behind in a stage of its own, and what runs is the user's.
  expect(image.match(/^FROM /gm)?.length).toBe(2);
  expect(image.slice(image.lastIndexOf('FROM ')).match(/^USER .*/gm)).toEqual(['USER node']);
});

/** The environment of a container with `${NAME:?…}` filled in, and defaults taken. */
function environmentOf({ environment = {} }: ComposeService): Record<string, string> {
  const fill = (text: string) =>
    text
      .replace(/\$\{[A-Z_]+:\?[^}]*\}/g, 'https://pull.example.org')
      .replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
  return Object.fromEntries(Object.entries(environment).map(([key, text]) => [key, fill(text)]));
}

test('every service boots on what it is given, and every setting given is one of its own or shared', async () => {
  const { services } = await read();
  const settingsOf: Record<ServiceName, Settings> = {
    privacy: privacySettings,
    asr: asrSettings,
    dialogue: dialogueSettings,
    hotel: hotelSettings,
    training: trainingSettings,
    skills: skillsSettings,
    tts: ttsSettings,
    gateway: gatewaySettings,
    web: webSettings,
  };
  const admin = serviceNames.map((name) => adminSettings(name).adminListen);
  const shared = [...Object.values(addresses), ...Object.values(stores), ...admin].map(
    ({ variable }) => variable,
  );
  for (const name of serviceNames) {
    const environment = environmentOf(services[name]!);
    expect(() => loadConfig(settingsOf[name], environment), name).not.toThrow();
    expect(loadConfig(adminSettings(name), environment).adminListen, name).toEqual({
      host: '0.0.0.0',
      port: 7107,
    });
    const own = Object.values(settingsOf[name]).map(({ variable }) => variable);
    for (const variable of Object.keys(environment)) expect([...own, ...shared], name).toContain(variable);
  }
});

test('whoever connects from another container finds somebody listening there', async () => {
  const { services } = await read();
  const gateway = loadConfig(gatewaySettings, environmentOf(services['gateway']!));
  expect(gateway.listen).toEqual({ host: '0.0.0.0', port: 7100 });
  expect(gateway.proxyHops).toBe(1);
  expect(services['gateway']!.healthcheck?.test.join(' ')).toContain(':7107/healthz');
  const privacy = loadConfig(privacySettings, environmentOf(services['privacy']!));
  expect(privacy.pullListen).toBe('0.0.0.0:7110');
  const web = loadConfig(webSettings, environmentOf(services['web']!));
  expect(web.listen).toEqual({ host: '0.0.0.0', port: 7120 });
  expect(web.proxyHops).toBe(1);
  // Passkeys are made for the pages' origin where they are checked.
  expect(privacy.webOrigin).toBe(web.webOrigin);
  // Without it the address in skill requests would be the container's own.
  expect(services['privacy']!.environment?.['EARSHOT_PULL_URL']).toMatch(/^\$\{EARSHOT_PULL_URL:\?/);
});

const state = '/var/lib/earshot';
/** Mounts of a container as volume by folder, `:ro` kept with the volume. */
const mountsOf = ({ volumes = [] }: ComposeService): Record<string, string> =>
  Object.fromEntries(
    volumes.map((text) => {
      const [volume = '', folder = '', mode] = text.split(':');
      return [folder, mode === undefined ? volume : `${volume}:${mode}`];
    }),
  );

test('every service mounts its own caller key and what it trusts, and nobody mounts the key of another', async () => {
  const { services } = await read();
  const keys = callerKeysDir(state);
  const made = mountsOf(services['caller-keys']!);
  for (const name of [...serviceNames, 'operator_cli'] as const) {
    const mounts = mountsOf(services[name === 'operator_cli' ? 'cli' : name]!);
    expect(mounts[dirname(privateKeyFile(keys, name))], name).toBe(`caller-${name}:ro`);
    expect(mounts[trustDirOf(keys)], name).toBe('caller-trusted:ro');
    expect(Object.values(mounts).filter((volume) => volume.startsWith('caller-'))).toHaveLength(2);
    expect(made[dirname(privateKeyFile(keys, name))], name).toBe(`caller-${name}`);
  }
  expect(made[trustDirOf(keys)]).toBe('caller-trusted');
  // Made before anybody needs them, for exactly those who run here.
  expect(services['caller-keys']?.entrypoint?.slice(3).sort()).toEqual(
    [...serviceNames, 'operator_cli'].sort(),
  );
  for (const name of serviceNames)
    expect(Object.keys(services[name]?.depends_on ?? {})).toContain('caller-keys');
});

test('whoever keeps keys has a volume for them, shared only where the key is', async () => {
  const { services } = await read();
  const trust = dirname(dirname(audienceKeyPath(state, 'any')));
  const mounts = (name: ServiceName) =>
    Object.fromEntries(
      Object.entries(mountsOf(services[name]!)).filter(([, volume]) => !volume.startsWith('caller-')),
    );
  // The root file system is read-only: a service with a state folder and no volume could not start.
  expect(mounts('gateway')).toEqual({ [state]: 'gateway-keys', [trust]: 'trust:ro' });
  expect(mounts('privacy')).toEqual({
    [state]: 'privacy-keys',
    [`${state}/keys/webhooks`]: 'webhook-keys',
    [trust]: 'trust',
  });
  expect(mounts('training')).toEqual({
    [state]: 'training-keys',
    [`${state}/keys/webhooks`]: 'webhook-keys',
    [trust]: 'trust:ro',
  });
  expect(mounts('web')).toEqual({ [state]: 'web-keys' });
  expect(mounts('skills')).toEqual({
    [state]: 'skills-notes',
    [`${state}/keys/webhooks`]: 'webhook-keys',
    [trust]: 'trust:ro',
  });
  const folder = await mkdtemp(join(tmpdir(), 'earshot-deploy-'));
  try {
    loadWebhookSigningKeys(folder);
    expect(await readdir(join(folder, 'keys'))).toEqual(['webhooks']);
  } finally {
    await rm(folder, { recursive: true });
  }
  const image = await readFile(join(checkoutDir, 'deploy/Dockerfile'), 'utf8');
  // Services run there with the flags of those that `earshot up` starts.
  expect(image).toContain(`NODE_OPTIONS=${serviceNodeFlags.join(' ')}\n`);
  // A volume takes the owner of the folder it covers.
  expect(image).toContain(`${state}/keys/webhooks && chown -R node:node ${state}`);
});
