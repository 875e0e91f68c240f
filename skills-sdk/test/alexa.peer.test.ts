/** Handlers over the real `ask-sdk-core`: its builder, attributes, response factory and service clients, unmodified. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type AlexaHandler, fromAlexa } from '../src/alexa/index.ts';
import { simulate } from '../src/testing/index.ts';
import { alexaModel, manifest } from './alexa-skill.ts';

vi.setConfig({ hookTimeout: 180_000 });

/** As an Alexa skill's index.js is written; nothing in it knows of Earshot. */
const source = `
const Alexa = require('ask-sdk-core');
const is = (input, name) => Alexa.getRequestType(input.requestEnvelope) === 'IntentRequest'
  && Alexa.getIntentName(input.requestEnvelope) === name;
const Launch = {
  canHandle: (input) => Alexa.getRequestType(input.requestEnvelope) === 'LaunchRequest',
  handle: (input) => input.responseBuilder.speak('Welcome. Are you hungry?').reprompt('Hungry?').getResponse(),
};
const Yes = {
  canHandle: (input) => is(input, 'AMAZON.YesIntent'),
  handle(input) {
    const attributes = input.attributesManager.getSessionAttributes();
    attributes.yes = (attributes.yes || 0) + 1;
    input.attributesManager.setSessionAttributes(attributes);
    return input.responseBuilder.speak('Yes number ' + attributes.yes).reprompt('More?').getResponse();
  },
};
const Order = {
  canHandle: (input) => is(input, 'OrderIntent'),
  handle(input) {
    const slot = Alexa.getSlot(input.requestEnvelope, 'pizza');
    const id = slot.resolutions.resolutionsPerAuthority[0].values[0].value.id;
    return input.responseBuilder.speak(Alexa.getSlotValue(input.requestEnvelope, 'count') + ' of ' + id)
      .withSimpleCard('Order', id).withShouldEndSession(true).getResponse();
  },
};
const Who = {
  canHandle: (input) => is(input, 'WhoAmIIntent'),
  async handle(input) {
    try {
      const name = await input.serviceClientFactory.getUpsServiceClient().getProfileName();
      return input.responseBuilder.speak('You are ' + name).getResponse();
    } catch (error) {
      if (error.statusCode !== 403) throw error;
      return input.responseBuilder.speak('May I know your name?')
        .withAskForPermissionsConsentCard(['alexa::profile:name:read']).getResponse();
    }
  },
};
exports.handler = Alexa.SkillBuilders.custom()
  .addRequestHandlers(Launch, Yes, Order, Who)
  .addErrorHandlers({ canHandle: () => true, handle: (input, error) => input.responseBuilder.speak('Sorry: ' + error.message).getResponse() })
  .withApiClient(new Alexa.DefaultApiClient())
  .withSkillId('amzn1.ask.skill.one')
  .lambda();
`;

let folder = '';
let handler: AlexaHandler;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-ask-sdk-'));
  await writeFile(join(folder, 'package.json'), '{"name":"lambda","private":true}');
  await writeFile(join(folder, 'index.js'), source);
  const packages = ['ask-sdk-core@2.14.0', 'ask-sdk-model@1.86.0'];
  await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
  });
  ({ handler } = createRequire(join(folder, 'index.js'))('./index.js') as { handler: AlexaHandler });
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

it('run as they are: launch, yes, attributes, resolutions, cards and the profile', async () => {
  const applicationId = 'amzn1.ask.skill.one';
  const skill = fromAlexa(handler, { 'en-US': alexaModel }, { manifest, applicationId });
  const user = simulate(skill, { locale: 'en-US', profile: { 'user.name': 'Ada' } });
  expect(await user.say('open pizza place')).toMatchObject({
    speech: 'Welcome. Are you hungry?',
    reprompt: 'Hungry?',
    isListening: true,
  });
  expect((await user.say('yes')).speech).toBe('Yes number 1');
  expect((await user.say('yes please')).speech).toBe('Yes number 2');
  expect(await user.say('order three plain pizza')).toMatchObject({
    speech: '3 of MARG',
    isSessionEnded: true,
    directives: [{ card: { title: 'Order', text: 'MARG' } }],
  });
  expect((await user.say('who am I')).speech).toBe('May I know your name?');
  user.grant('user.name');
  expect((await user.say('who am I')).speech).toBe('You are Ada');
  // No handler takes it, and the skill's own error handler answers.
  expect((await user.say('help')).speech).toMatch(/^Sorry: Unable to find a suitable request handler/);
});

it('check that a request is for them', async () => {
  const skill = fromAlexa(handler, { 'en-US': alexaModel }, { manifest });
  const turn = await simulate(skill, { locale: 'en-US' }).say('open pizza place');
  expect(String((turn.error as Error).message)).toMatch(/Skill ID|ID/);
});
