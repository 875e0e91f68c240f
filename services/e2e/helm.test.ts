/** The Helm chart against the schema and the settings: packets may go where calls may, and every service has what it boots with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serviceNames } from '../cli/up/stack.ts';
import { addresses, checkoutDir } from '../common/addresses.ts';
import { methods } from '../common/callers/access.ts';
import { loadConfig } from '../common/config.ts';
import { settings as gatewaySettings } from '../gateway/config.ts';

const chart = join(checkoutDir, 'deploy/helm/earshot');
let network: string;
let workloads: string;
let values: {
  services: Record<string, { port: number; replicas: number; maxReplicas: number }>;
  terminationGracePeriodSeconds: number;
};
beforeAll(async () => {
  network = await readFile(join(chart, 'templates/network.yaml'), 'utf8');
  workloads = await readFile(join(chart, 'templates/services.yaml'), 'utf8');
  values = parse(await readFile(join(chart, 'values.yaml'), 'utf8'));
});

test('a service can be reached by exactly those that the schema lets call it', () => {
  const deployed: readonly string[] = serviceNames;
  const allowed = Object.fromEntries(
    deployed.map((name) => {
      const callers = methods
        .filter(({ servers }) => [...servers].some((one) => one === name))
        .flatMap(({ services, through }) => [...services, ...through]);
      return [
        name,
        [...new Set<string>(callers)].filter((caller) => caller !== name && deployed.includes(caller)).sort(),
      ];
    }),
  );
  const drawn = Object.fromEntries(
    [...network.matchAll(/^ {2}"(\w+)" \(list ([^)]*)\)/gm)].map(([, name, list]) => [
      name,
      [...(list ?? '').matchAll(/"(\w+)"/g)].map(([, one]) => one).sort(),
    ]),
  );
  for (const name of deployed) expect(drawn[name], name).toEqual(allowed[name]);
});

/** Of which there is one: see values.yaml. */
const single = ['training'];

test('every service runs, twice at least, at the port that others look for it', () => {
  expect(Object.keys(values.services).sort()).toEqual([...serviceNames].sort());
  for (const [key, { variable }] of Object.entries(addresses)) {
    const name = key.replace('Address', '');
    const service = values.services[name];
    expect(service?.replicas, variable).toBeGreaterThanOrEqual(single.includes(name) ? 1 : 2);
    expect(loadConfig({ [key]: addresses[key as keyof typeof addresses] }, {})[key]).toBe(
      `127.0.0.1:${service?.port}`,
    );
  }
});

test('a pod is given longer than its longest drain, and calls go round all pods', () => {
  const { drainMs } = loadConfig(gatewaySettings, {
    EARSHOT_STATE_DIR: '/tmp',
    EARSHOT_DATABASE_URL: 'x',
    EARSHOT_REDIS_URL: 'x',
  });
  expect(values.terminationGracePeriodSeconds * 1000).toBeGreaterThan(drainMs + 4_000);
  expect(workloads).toContain('clusterIP: None');
  expect(workloads).toContain('dns:///');
  expect(workloads).toContain('maxUnavailable: 0');
});

test('nothing secret stands in the values, and no image is taken by a tag', async () => {
  const text = await readFile(join(chart, 'values.yaml'), 'utf8');
  expect(text).not.toMatch(/password|postgresql:\/\/\w+:/i);
  expect(text).not.toMatch(/^\s*tag:/m);
});

/** Names that a template gives something to: `(list "a" "b")` before what it gives. */
const givenTo = (what: string): string[][] =>
  [...workloads.matchAll(/\(list ([^)]*)\) \}\}\n\s*- (?:\{name: |name: )([\w-]+)/g)]
    .filter(([, , given]) => given === what)
    .map(([, list]) => [...(list ?? '').matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '').sort());

test('whoever signs what it posts has the keys for it, as in the compose file', async () => {
  const compose = parse(await readFile(join(checkoutDir, 'deploy/compose.yaml'), 'utf8')) as {
    services: Record<string, { volumes?: string[] }>;
  };
  const signing = Object.entries(compose.services)
    .filter(([, { volumes = [] }]) => volumes.some((volume) => volume.startsWith('webhook-keys:')))
    .map(([name]) => name)
    .filter((name) => (serviceNames as readonly string[]).includes(name))
    .sort();
  expect(givenTo('webhooks')).toEqual([signing, signing]);
});

test('of what there is one there are never two, also while it is rolled', () => {
  for (const [name, { replicas, maxReplicas }] of Object.entries(values.services)) {
    expect([name, replicas === 1, maxReplicas === 1]).toEqual([
      name,
      single.includes(name),
      single.includes(name),
    ]);
  }
  expect(workloads).toMatch(/eq \(int \$service\.maxReplicas\) 1 \}\}[^{]*strategy: \{type: Recreate\}/);
});

test('traces can leave where they are sent, and nothing is open for them where they are not', () => {
  expect(network).toMatch(/if \$root\.Values\.tracesUrl \}\}\n\s*- to: [^\n]*traces\.namespaceSelector/);
});

test('what privacy and skills keep beside the database is on a claim of all their pods, and people’s keys are in no pod', () => {
  // Written to by `holding/tombstones.ts`, `holding/taken-back.ts` and `registry/taken-back.ts`; the root is read-only.
  for (const folder of ['erasures', 'taken-back', 'skills-taken-back']) {
    expect(workloads).toContain(`{name: notes, mountPath: /var/lib/earshot/${folder}, subPath: ${folder}}`);
  }
  expect(workloads).toMatch(/persistentVolumeClaim: \{claimName: \{\{ required "notes\.claim/);
  expect(workloads).toMatch(/EARSHOT_VAULT_ADDRESS, value: \{\{ required "vault\.address/);
});

test('each service has its probes, a budget of disruptions and its own scaling; gateways by turns that they show', () => {
  for (const kind of ['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Deployment', 'Service'])
    expect(workloads, kind).toMatch(new RegExp(`^kind: ${kind}$`, 'm'));
  expect(workloads).toMatch(/readinessProbe: \{grpc: \{port: [^,]*, service: ready\}/);
  expect(workloads).toMatch(/startupProbe: .*failureThreshold: \d+/);
  expect(workloads).toMatch(/livenessProbe: /);
  const [, measure = ''] = /metric: \{name: (\w+)\}/.exec(workloads) ?? [];
  // What the gateway shows by that name stands in turn.test.ts, where dashboards ask for it too.
  expect(measure).toBe('earshot_gateway_turns');
});

test('no pod is of the superuser, writes to its root, or has a capability', async () => {
  const helpers = await readFile(join(chart, 'templates/_helpers.tpl'), 'utf8');
  for (const line of [
    'runAsNonRoot: true',
    'readOnlyRootFilesystem: true',
    'allowPrivilegeEscalation: false',
    'capabilities: {drop: [ALL]}',
  ])
    expect(helpers).toContain(line);
  const migrate = await readFile(join(chart, 'templates/migrate.yaml'), 'utf8');
  for (const template of [workloads, migrate]) {
    const images = template.match(/image: \{\{ include "earshot.image"/g) ?? [];
    const secured = template.match(/securityContext: \{\{- include "earshot.security"/g) ?? [];
    expect(images.length).toBeGreaterThan(0);
    expect(secured.length).toBe(images.length);
  }
});
