/** What AliGenie's servers are sent and may answer, beyond what every protocol keeps. */
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Listener, policyOf } from '../../../../language/audience/policy.ts';
import type { SkillManifest } from '../../../../language/manifest/types.ts';
import { validateManifest } from '../../../../language/manifest/validate.ts';
import type { JsonObject } from '../../../../language/projection/index.ts';
import { coffeeManifest } from '../../../../language/testing/calls.ts';
import type { Exchange } from '../protocol.ts';
import { AliGenie } from './aligenie.ts';

const aligenie = {
  skillId: 7,
  skillName: 'Coffee',
  intents: { OrderCoffee: { id: 41, name: 'order_coffee' } },
};
const returns = ['speech', 'listening', 'elicit', 'confirm', 'attributes', 'feedback'].map((name) => ({
  name,
}));
const protocol = new AliGenie([]);

const exchangeOf = (version: 'aligenie-v1' | 'aligenie-v3' = 'aligenie-v1', more: object = {}): Exchange => ({
  signatureKeys: [],
  manifest: coffeeManifest({
    protocol: version,
    aligenie: { ...aligenie, ...more },
    returns,
  } as Partial<SkillManifest>),
  requestId: 'req_1',
  intent: 'OrderCoffee',
  policy: policyOf(Listener.HOUSEHOLD),
  given: new Set(),
});

const request: JsonObject = {
  requestId: 'req_1',
  timestamp: '2026-03-01T09:30:00Z',
  session: {
    id: 'ses_1',
    isNew: true,
    attributesJson: '{"attributes":{"step":"2"},"entries":{"k":{"value":"v"}}}',
  },
  intent: {
    name: 'OrderCoffee',
    confirmation: 'confirmed',
    slots: [
      { name: 'Drink', type: 'Drink', valueJson: '"latte"', valueId: 'latte' },
      { name: 'Warmth', type: 'temperature', valueJson: '{"degrees":60,"unit":"C"}' },
    ],
  },
  user: { id: 'u_1' },
  device: { id: 'd_1', capabilities: ['audio'] },
};
const encode = (from: JsonObject, exchange = exchangeOf()) => JSON.parse(protocol.encode(from, exchange));
const reply = (value: object, more: object = {}) =>
  JSON.stringify({ returnCode: '0', returnValue: value, ...more });

describe('a request', () => {
  test('holds the skill and its intent by their numbers, slots, pseudonyms and what was noted', () => {
    expect(encode(request)).toMatchObject({
      sessionId: 'ses_1',
      utterance: '',
      requestData: { userOpenId: 'u_1', deviceOpenId: 'd_1' },
      skillId: 7,
      intentId: 41,
      intentName: 'order_coffee',
      confirmStatus: 'CONFIRMED',
      conversationRecords: [],
      sessionEntries: { k: { value: 'v' } },
      skillSession: { skillSessionId: 'ses_1', newSession: true, attributes: { step: '2' } },
      device: { supportedFeatures: ['audio'] },
    });
    expect(encode(request).slotEntities).toMatchObject([
      { intentParameterName: 'Drink', originalValue: 'latte', standardValue: 'latte' },
      { intentParameterName: 'Warmth', standardValue: '{"degrees":60,"unit":"C"}' },
    ]);
    expect(encode(request)).not.toHaveProperty('token');
  });

  test('holds the words only where they were projected, and names nobody where nobody was', () => {
    expect(encode({ ...request, utterance: 'a latte' }).utterance).toBe('a latte');
    const { user: _u, device: _d, ...anonymous } = request;
    expect(encode(anonymous).requestData).toEqual({});
  });

  test('is encrypted where the server wants it, and never sent in the clear instead', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const body = encode(request, exchangeOf('aligenie-v1', { publicKey: key }));
    expect(body.queryMetaInfo).toEqual({ queryVersion: 'V1', securityMode: 'RSA', source: 'ali-genie' });
    const bytes = Buffer.from(body.securityQuery, 'base64');
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 128)
      parts.push(
        privateDecrypt(
          { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
          bytes.subarray(at, at + 128),
        ),
      );
    expect(JSON.parse(Buffer.concat(parts).toString())).toEqual(encode(request));
    const bad = exchangeOf('aligenie-v1', { publicKey: 'AAAA' });
    expect(() => protocol.encode(request, bad)).toThrow('SKILL_EGRESS_REFUSED');
  });
});

describe('an answer', () => {
  const decode = (text: string, exchange = exchangeOf()) => protocol.decode(text, exchange);

  test('of V1 asks for a slot, a yes or a no, or nothing in particular', () => {
    const asked = reply({ reply: 'Which?', resultType: 'ASK_INF', askedInfos: [{ parameterName: 'Drink' }] });
    expect(decode(asked)).toMatchObject({ speech: 'Which?', elicitSlot: 'Drink', isExpectingSpeech: true });
    const bare = reply({ reply: 'And?', resultType: 'ASK_INF' });
    expect(decode(bare)).toMatchObject({ elicitSlot: '', isExpectingSpeech: true });
    const strange = reply({
      reply: 'And?',
      resultType: 'ASK_INF',
      askedInfos: [{ parameterName: 'constructor' }],
    });
    expect(decode(strange)).toMatchObject({ elicitSlot: '', isExpectingSpeech: true });
    expect(decode(reply({ reply: 'Sure?', resultType: 'CONFIRM' }))).toMatchObject({ isConfirming: true });
    expect(decode(reply({ reply: 'Bye.', resultType: 'RESULT' }))).toMatchObject({
      isExpectingSpeech: false,
    });
  });

  test('of V3 follows its commands and not its kind of result', () => {
    const speak = (payload: object) => ({ commandDomain: 'AliGenie.Speaker', commandName: 'Speak', payload });
    const exit = { commandDomain: 'AliGenie.System.Control', commandName: 'Exit' };
    const v3 = exchangeOf('aligenie-v3');
    const shut = reply({ reply: 'x', resultType: 'ASK_INF', gwCommands: [speak({ text: 'Done.' })] });
    expect(decode(shut, v3)).toMatchObject({ speech: 'Done.', isExpectingSpeech: false });
    const open = reply({ resultType: 'RESULT', gwCommands: [speak({ text: 'And?', expectSpeech: true })] });
    expect(decode(open, v3)).toMatchObject({ speech: 'And?', isExpectingSpeech: true });
    expect(decode(reply({ gwCommands: [speak({ text: 'Bye.' }), exit] }), v3)).toMatchObject({
      isSessionEnded: true,
    });
  });

  test('says how it went by its own codes, and what it noted comes back as it was', () => {
    const noted = decode(
      reply({
        reply: 'No.',
        resultType: 'RESULT',
        executeCode: 'PARAMS_ERROR',
        skillDialogSession: { skillEndNluSession: false, sessionAttrs: { step: '3' } },
        sessionEntries: { k: { value: 'w' } },
      }),
    );
    expect(noted.feedback).toEqual({ code: 'PARAMS_ERROR', isEffective: false });
    const session = { attributesJson: noted.attributesJson ?? '' };
    expect(encode({ ...request, session })).toMatchObject({
      sessionEntries: { k: { value: 'w' } },
      skillSession: { attributes: { step: '3' } },
    });
  });

  test('may leave quotes off its keys, return a whole number for a code, and mark up its speech', () => {
    const text =
      '{returnCode: 0, returnValue: {reply: "<speak>a {b: c} \\"d\\"</speak>", replyType: "SSML", resultType: "RESULT"}}';
    expect(decode(text)).toMatchObject({ speech: 'a {b: c} "d"', ssml: undefined });
  });

  test('is spoken with the pauses and the manner that it marks, where voices here follow them', () => {
    const marked =
      '<speak>请稍等<break time="500ms"/><audio src="x"/><emphasis level="strong">好了</emphasis></speak>';
    const kept = '<speak>请稍等<break time="500ms"/> <emphasis level="strong">好了</emphasis></speak>';
    expect(decode(reply({ reply: marked, replyType: 'SSML', resultType: 'RESULT' }))).toMatchObject({
      speech: '请稍等好了',
      ssml: kept,
    });
    const speak = (payload: object) => ({ commandDomain: 'AliGenie.Speaker', commandName: 'Speak', payload });
    const two = [
      speak({ type: 'ssml', text: '<speak>一<break time="1s"/></speak>' }),
      speak({ text: '二 & 三' }),
    ];
    expect(decode(reply({ gwCommands: two }), exchangeOf('aligenie-v3'))).toMatchObject({
      speech: '一二 & 三',
      ssml: '<speak>一<break time="1s"/>二 &amp; 三</speak>',
    });
  });

  test.each([
    '',
    '[]',
    '{"returnCode":"0"}',
    '{"returnCode":"3","returnValue":{}}',
    '{"returnValue":{"reply":"x"}}',
    'null',
  ])('%j is none', (text) => expect(() => decode(text)).toThrow('SKILL_BAD_RESPONSE'));
});

test('a manifest of such a skill names its numbers, and intents that exist', () => {
  const { aligenie: _, ...without } = exchangeOf().manifest;
  const codes = (manifest: object) => validateManifest(manifest).problems.map(({ path }) => path);
  expect(codes(exchangeOf().manifest)).toEqual([]);
  expect(codes(without)).toContain('aligenie');
  const wrong = exchangeOf('aligenie-v1', { intents: { Other: { id: 1 } } }).manifest;
  expect(codes(wrong)).toContain('aligenie.intents.Other');
});
