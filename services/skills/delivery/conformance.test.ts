/** What every way of calling a skill keeps, whatever its transport and its protocol: one suite for all pairs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Listener, policyOf } from '../../../language/audience/policy.ts';
import { coffeeManifest } from '../../../language/testing/calls.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  signStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';
import { AliGenie, Delivery, EarshotV1, type Exchange, type SkillProtocol } from './index.ts';
import { type Host, httpsHost, inProcessHost, skillId } from './testing/hosts.ts';
import { wordsProof, wordsProtocol } from './testing/words-protocol.ts';

const earshotKey = parseWebhookSigningKey(generateWebhookKey());
const skillKey = parseWebhookSigningKey(generateWebhookKey());

/** A protocol as its skill writes it. */
interface Dialect {
  readonly protocol: SkillProtocol;
  /** What of a manifest it reads. */
  readonly settings?: object;
  /** Some know no way to speak before the answer. */
  readonly isWithoutProgress?: true;
  write(speech: string, kind?: 'progress' | 'question'): string;
  /** An answer that nobody reading the protocol could take for one. */
  readonly nonsense: string;
  /** Headers by which a skill signs what it answers. */
  proof(text: string, exchange: Exchange): Record<string, string>;
}

const aligenie = {
  skillId: 7,
  skillName: 'Coffee',
  intents: { OrderCoffee: { id: 41, name: 'order_coffee' } },
};
const standardProof = (text: string, { requestId }: Exchange) => ({
  ...signStandardWebhook(`msg_${requestId.replace(/^req_/, '')}`, text, [skillKey]),
});

const dialects: Readonly<Record<string, Dialect>> = {
  'aligenie.v1': {
    protocol: new AliGenie([earshotKey]),
    settings: { protocol: 'aligenie-v1', aligenie },
    isWithoutProgress: true,
    write: (reply, kind) =>
      JSON.stringify({
        returnCode: '0',
        returnErrorSolution: '',
        returnMessage: '',
        returnValue: {
          reply,
          resultType: kind === 'question' ? 'ASK_INF' : 'RESULT',
          actions: [{ name: 'audioPlayGenieSource', properties: { audioGenieId: '12' } }],
          executeCode: 'SUCCESS',
        },
      }),
    nonsense: '{"returnCode":"-1","returnValue":{"reply":"no"}}',
    proof: standardProof,
  },
  'aligenie.v3': {
    protocol: new AliGenie([earshotKey]),
    settings: { protocol: 'aligenie-v3', aligenie },
    isWithoutProgress: true,
    write: (text, kind) =>
      JSON.stringify({
        returnCode: '0',
        returnValue: {
          // Of V1: in V3 it opens no microphone.
          resultType: 'ASK_INF',
          gwCommands: [
            {
              commandDomain: 'AliGenie.Speaker',
              commandName: 'Speak',
              payload: { type: 'text', text, expectSpeech: kind === 'question' },
            },
            {
              commandDomain: 'AliGenie.Screen',
              commandName: 'Render',
              payload: { pageType: 'TPL.RenderDocument' },
            },
          ],
        },
      }),
    nonsense: '{"returnValue":[]}',
    proof: standardProof,
  },
  'earshot.v1': {
    protocol: new EarshotV1([earshotKey]),
    write: (text, kind) =>
      JSON.stringify({
        version: '1',
        speech: { text },
        isProgress: kind === 'progress',
        expectSpeech: kind === 'question',
        directives: [{ audio: { url: 'https://a.example/x', title: 'not declared' } }],
      }),
    nonsense: '{"version":"9"}',
    proof: standardProof,
  },
  words: {
    protocol: wordsProtocol,
    write: (text, kind) =>
      JSON.stringify([kind === 'progress' ? 'wait' : 'say', text, kind === 'question' ? 'ask' : '']),
    nonsense: '["shout","it"]',
    proof: (text) => ({ 'x-words': wordsProof(text) }),
  },
};
const hosts = { 'in-process': inProcessHost, https: httpsHost } as const;
const pairs = Object.keys(hosts).flatMap((transport) =>
  Object.keys(dialects).map((protocol) => [transport as keyof typeof hosts, protocol] as const),
);

/** A projected request: what is in it may leave, what is not does not exist for a protocol. */
const request = {
  requestId: 'req_1',
  intent: { name: 'OrderCoffee', slots: [{ name: 'Count', type: 'number', valueJson: '2' }] },
};

describe.each(pairs)('%s × %s', (transport, protocolName) => {
  const { protocol, settings, isWithoutProgress, write, nonsense, proof } = dialects[protocolName]!;
  let host: Host;
  beforeAll(async () => {
    host = await hosts[transport]();
  });
  afterAll(async () => host?.close());

  const exchangeOf = (changes: { signatureKeys?: string[]; [name: string]: unknown } = {}): Exchange => ({
    signatureKeys: changes.signatureKeys ?? [],
    manifest: coffeeManifest({ id: skillId, endpoint: host.endpoint, ...settings, ...changes }),
    requestId: request.requestId,
    intent: 'OrderCoffee',
    policy: policyOf(Listener.HOUSEHOLD),
    given: new Set(),
  });

  async function call(exchange = exchangeOf(), signal = new AbortController().signal) {
    const progress: string[] = [];
    const delivery = new Delivery({ transportOf: () => host.transport, protocolOf: () => protocol });
    const onProgress = ({ speech }: { readonly speech: string }) => void progress.push(speech);
    const answer = await delivery.call(request, exchange, { signal, onProgress });
    return { ...answer, progress };
  }

  test('the skill gets the request as its protocol writes it, and nothing beside', async () => {
    host.behave({ lines: [write('Done.')] });
    await call();
    expect(host.seen.at(-1)).toBe(protocol.encode(request, exchangeOf()));
  });

  test('its answer comes back, without what its manifest does not list', async () => {
    host.behave({ lines: [write('How many?', 'question')] });
    expect(await call()).toMatchObject({ speech: 'How many?', isExpectingSpeech: true, directives: [] });
    const silent = { returns: [{ name: 'listening' }] };
    expect(await call(exchangeOf(silent))).toMatchObject({ speech: '', isExpectingSpeech: true });
  });

  test.skipIf(isWithoutProgress)(
    'what it says while it works comes first, in its order, and is not the answer',
    async () => {
      host.behave({
        lines: [write('One moment.', 'progress'), write('Nearly.', 'progress'), write('Done.')],
      });
      expect(await call()).toMatchObject({ progress: ['One moment.', 'Nearly.'], speech: 'Done.' });
      host.behave({ lines: [write('One moment.', 'progress')] });
      await expect(call()).rejects.toMatchObject({ code: 'SKILL_CLOSED_EARLY' });
    },
  );

  test('what is no answer, too long an answer and a failure are refused, each with its code', async () => {
    host.behave({ lines: [nonsense] });
    await expect(call()).rejects.toMatchObject({ code: 'SKILL_BAD_RESPONSE' });
    host.behave({ lines: [write('long '.repeat(10_000))] });
    await expect(call()).rejects.toMatchObject({ code: 'SKILL_TOO_LARGE' });
    host.behave('fail');
    await expect(call()).rejects.toMatchObject({ code: 'SKILL_BAD_STATUS' });
  });

  test('whoever gives up is answered at once, with the reason', async () => {
    host.behave('hang');
    const before = host.seen.length;
    const controller = new AbortController();
    const running = call(exchangeOf(), controller.signal);
    await expect.poll(() => host.seen.length).toBe(before + 1);
    controller.abort(new EarshotError('SKILL_CONSENT_WITHDRAWN'));
    await expect(running).rejects.toMatchObject({ code: 'SKILL_CONSENT_WITHDRAWN' });
  });

  test('where others could be at either end, both prove who they are', async () => {
    const exchange = exchangeOf({ signatureKeys: [skillKey.verificationKey] });
    const line = write('Signed.');
    host.behave({ lines: [line], headers: proof(line, exchange) });
    expect(await call(exchange)).toMatchObject({ speech: 'Signed.' });
    host.behave({ lines: [line], headers: proof(write('Other.'), exchange) });
    if (!host.transport.isOpen) return;
    await expect(call(exchange)).rejects.toMatchObject({ code: 'SKILL_BAD_SIGNATURE' });
    // Nothing of a signed answer is said before all of it is verified.
    host.behave({ lines: [write('One moment.', 'progress'), line], headers: {} });
    const said: string[] = [];
    const delivery = new Delivery({ transportOf: () => host.transport, protocolOf: () => protocol });
    const limits = {
      signal: new AbortController().signal,
      onProgress: ({ speech }: { readonly speech: string }) => void said.push(speech),
    };
    await expect(delivery.call(request, exchange, limits)).rejects.toThrow('SKILL_BAD_');
    expect(said).toEqual([]);
    const proven = Object.keys(protocol.sign('', exchange));
    expect(proven.length).toBeGreaterThan(0);
    for (const name of proven) expect(host.headers.at(-1)).toHaveProperty(name);
  });
});
