/** Times what the router itself computes in one call. */
import { filterResponse } from '../../../language/answer/response.ts';
import { Listener, policyOf } from '../../../language/audience/policy.ts';
import {
  inspect,
  planDisclosure,
  project,
  requestCandidate,
  skillRequestSchema,
} from '../../../language/projection/index.ts';
import { canaries, coffeeManifest, drinkSlot, noteSlot, turn } from '../../../language/testing/calls.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  signStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';

export interface StepRow {
  readonly step: string;
  /** CPU time of one go, in microseconds. */
  readonly cpuUs: number;
}

const warmUps = 5_000;
const rounds = 20_000;

function time(step: string, work: () => unknown): StepRow {
  for (let n = 0; n < warmUps; n += 1) work();
  const start = process.cpuUsage();
  for (let n = 0; n < rounds; n += 1) work();
  const { user, system } = process.cpuUsage(start);
  return { step, cpuUs: (user + system) / rounds };
}

/** What the router itself computes in one call, without network and database. */
export function measureSteps(): StepRow[] {
  const manifest = coffeeManifest();
  const context = turn();
  const policy = policyOf(Listener.HOUSEHOLD);
  const gather = () =>
    requestCandidate({
      requestId: 'req_0123456789abcdefghijklmn',
      turn: context,
      policy,
      capabilities: context.capabilities,
      surroundings: context.surroundings,
      manifest,
      intent: 'OrderCoffee',
      slots: [drinkSlot, noteSlot],
      confirmation: 'none',
      utterance: canaries.utterance,
      conversationId: 'ses_0123456789',
      isNewConversation: true,
      attributesJson: '',
      history: [],
      nowMs: Date.now(),
    });
  const candidate = gather();
  const plan = planDisclosure(candidate, manifest, skillRequestSchema());
  const allowed = new Set(plan.fields.map((field) => field.path));
  const late = { userPseudonym: 'u_0123456789', devicePseudonym: 'd_0123456789', pullUrl: '', pullToken: '' };
  const body = JSON.stringify(project(candidate, plan, allowed, late));
  const keys = [parseWebhookSigningKey(generateWebhookKey())];
  const answer = JSON.stringify({
    version: '1',
    speech: { text: 'One flat white. Shall I order it?' },
    expectSpeech: true,
  });
  return [
    time('gather and plan the disclosure', () => planDisclosure(gather(), manifest, skillRequestSchema())),
    time('project and write as JSON', () => JSON.stringify(project(candidate, plan, allowed, late))),
    time('sign (ed25519)', () => signStandardWebhook('msg_0123456789abcdefghijklmn', body, keys)),
    time('check and filter the answer', () => filterResponse(answer, manifest, 'OrderCoffee', policy)),
    time('note what was sent and withheld', () => inspect(plan, allowed)),
  ];
}
