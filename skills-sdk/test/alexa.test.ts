/** A handler of Alexa's gets what it expects, answers as it always did, and learns no more than any other skill. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AlexaAnswer, type AlexaEvent, fromAlexa, importAlexaModels } from '../src/alexa/index.ts';
import { notCarriedOver } from '../src/command/not-carried-over.ts';
import { simulate } from '../src/testing/index.ts';
import { alexaModel, manifest } from './alexa-skill.ts';

const say = (ssml: string, more: object = {}): AlexaAnswer => ({
  response: { outputSpeech: { type: 'SSML', ssml: `<speak>${ssml}</speak>` }, ...more },
});

/** A skill over a handler, a user of it, and what the handler was sent. */
function trying(
  answer: (event: AlexaEvent) => unknown,
  options: { grants?: string[]; audience?: 'hotel' } = {},
) {
  const events: AlexaEvent[] = [];
  const dropped: string[] = [];
  const handler = (
    event: AlexaEvent,
    _context: unknown,
    callback: (error?: unknown, answer?: unknown) => void,
  ) => {
    events.push(event);
    const answered = answer(event);
    if (answered instanceof Promise) return answered;
    callback(undefined, answered);
    return undefined;
  };
  const skill = fromAlexa(
    handler,
    { 'en-US': alexaModel },
    { manifest, onDropped: (type) => dropped.push(type) },
  );
  const user = simulate(skill, { locale: 'en-US', profile: { 'user.name': 'Ada' }, ...options });
  return { user, events, dropped, skill };
}

describe('requests', () => {
  it('carry intent, slots and resolutions, durations as Alexa writes them, and never the words', async () => {
    const { user, events } = trying(() => say('Coming.'));
    await user.say('I want two plain pizza in ninety minutes');
    expect(events[0]?.request).toMatchObject({
      type: 'IntentRequest',
      locale: 'en-US',
      dialogState: 'COMPLETED',
    });
    expect(events[0]?.request.intent).toEqual({
      name: 'OrderIntent',
      confirmationStatus: 'NONE',
      slots: {
        pizza: {
          name: 'pizza',
          value: 'margherita',
          confirmationStatus: 'NONE',
          source: 'USER',
          resolutions: {
            resolutionsPerAuthority: [
              {
                authority: 'earshot.er-authority.PizzaType',
                status: { code: 'ER_SUCCESS_MATCH' },
                values: [{ value: { name: 'margherita', id: 'MARG' } }],
              },
            ],
          },
        },
        count: { name: 'count', value: '2', confirmationStatus: 'NONE', source: 'USER' },
        time: { name: 'time', value: 'PT1H30M', confirmationStatus: 'NONE', source: 'USER' },
      },
    });
    expect(JSON.stringify(events)).not.toMatch(/plain pizza|ninety/);
  });

  it('launch, help, yes and no are the requests that handlers know', async () => {
    const { user, events } = trying(() => say('Hungry?', { shouldEndSession: false }));
    for (const line of ['open pizza place', 'yes', 'no thanks', 'help']) await user.say(line);
    expect(events.map(({ request }) => request.intent?.name ?? request.type)).toEqual([
      'LaunchRequest',
      'AMAZON.YesIntent',
      'AMAZON.NoIntent',
      'AMAZON.HelpIntent',
    ]);
    expect(events.map(({ session }) => session.new)).toEqual([true, false, false, false]);
  });

  it('a yes that answers nothing reaches no handler', async () => {
    const { user, events } = trying(() => say('Bye.', { shouldEndSession: true }));
    await user.say('open pizza place');
    await user.say('yes');
    expect(events).toHaveLength(1);
  });

  it('name nobody on devices of hotels, and still hold what handlers read unguarded', async () => {
    const { user, events } = trying(() => say('Hello.'), { audience: 'hotel' });
    await user.say('open pizza place');
    const { System } = events[0]?.context ?? {};
    expect(System?.user.userId).toMatch(/^ses_/);
    expect(System?.device).toMatchObject({ supportedInterfaces: { AudioPlayer: {} } });
    expect(System?.application.applicationId).toBe(manifest.id);
  });
});

describe('speech', () => {
  it('keeps the marks that voices here follow, and of every other the words', async () => {
    const marked =
      'Wait.<break time="1s"/><amazon:effect name="whispered">Now <emphasis level="strong">eat</emphasis></amazon:effect>';
    const { user } = trying(() => say(marked, { shouldEndSession: true }));
    const turn = await user.say('open pizza place');
    expect(turn.speech).toBe('Wait. Now eat');
    expect(turn.ssml).toBe(
      '<speak>Wait.<break time="1s"/>Now <emphasis level="strong">eat</emphasis></speak>',
    );
  });
});

describe('a profile', () => {
  const readName = async ({ context: { System } }: AlexaEvent) => {
    const address = `${System.apiEndpoint}/v2/accounts/~current/settings/Profile.name`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${System.apiAccessToken}` } });
    const text = answer.status === 200 ? `Hello ${await answer.json()}.` : `Status ${answer.status}.`;
    return say(text);
  };

  it('is read where handlers always read it, once it is granted, and only during the turn', async () => {
    const { user, events } = trying(readName);
    expect((await user.say('who am I')).speech).toBe('Status 403.');
    user.grant('user.name');
    const turn = await user.say('who am I');
    expect(turn).toMatchObject({ speech: 'Hello Ada.', pulled: ['user.name'] });
    expect(events[1]?.context.System.user.permissions?.scopes).toMatchObject({
      'alexa::profile:name:read': { status: 'GRANTED' },
      'alexa::profile:email:read': { status: 'DENIED' },
    });
    const late = await readName(events[1] as AlexaEvent);
    expect(late.response?.outputSpeech?.ssml).toContain('Status 401.');
  });
});

describe('answers', () => {
  it('are spoken, with reprompt and card', async () => {
    const { user } = trying(() =>
      say('Tom &amp; <sub alias="Jerry">J</sub> <break time="1s"/>ate<audio src="https://x.example/y"/>.', {
        shouldEndSession: false,
        reprompt: { outputSpeech: { type: 'PlainText', text: 'And you?' } },
        card: { type: 'Simple', title: 'Menu', content: 'Pizza' },
      }),
    );
    expect(await user.say('open pizza place')).toMatchObject({
      speech: 'Tom & Jerry ate.',
      reprompt: 'And you?',
      isListening: true,
      directives: [{ card: { title: 'Menu', text: 'Pizza' } }],
    });
  });

  it('attributes come back, promises are awaited, and an error ends as an error', async () => {
    const { user, events } = trying(async ({ session }) => {
      if (session.attributes['count'] === 2) throw new Error('enough');
      return {
        ...say('Again?', { shouldEndSession: false }),
        sessionAttributes: { count: Number(session.attributes['count'] ?? 0) + 1 },
      };
    });
    await user.say('open pizza place');
    await user.say('yes');
    expect((await user.say('yes')).error).toMatchObject({ message: 'enough' });
    expect(events.map(({ session }) => session.attributes)).toEqual([{}, { count: 1 }, { count: 2 }]);
  });

  it('a slot is elicited by directive, and a delegation asks for what is missing', async () => {
    const directives = [{ type: 'Dialog.ElicitSlot', slotToElicit: 'count' }];
    const { user, events } = trying(({ request }) =>
      request.intent?.slots['count']?.value === undefined
        ? say('How many?', { shouldEndSession: false, directives })
        : say('Fine.'),
    );
    await user.say('order a pizza');
    const asked = await user.say('mushroom pizza');
    expect(asked).toMatchObject({ speech: 'How many?', waitsFor: 'count' });
    expect((await user.say('three')).speech).toBe('Fine.');
    expect(events.at(-1)?.request.intent?.slots).toMatchObject({
      count: { value: '3' },
      pizza: { value: 'mushroom pizza' },
    });
  });

  it('what has no counterpart is left out and named', async () => {
    const { user, dropped } = trying(() =>
      say('Look.', {
        directives: [
          { type: 'Alexa.Presentation.APL.RenderDocument' },
          { type: 'AudioPlayer.Play', audioItem: { stream: { url: 'https://music.example/a.mp3' } } },
        ],
        card: { type: 'LinkAccount' },
      }),
    );
    const { directives } = await user.say('open pizza place');
    expect(directives).toEqual([{ audio: { url: 'https://music.example/a.mp3', title: '' } }]);
    expect(dropped).toEqual(['card LinkAccount', 'Alexa.Presentation.APL.RenderDocument']);
  });
});

describe('before anybody meets it', () => {
  it('the import names what the model has and we have not', () => {
    const { notes, model } = importAlexaModels({ 'en-US': alexaModel });
    expect(notes).toEqual([
      'en-US: intent AMAZON.StopIntent: the dialogue understands it by itself',
      'en-US: intent AMAZON.ScrollUpIntent: there is none like it',
    ]);
    expect(Object.keys(model.intents).sort()).toEqual([
      'Help',
      'Launch',
      'No',
      'OrderIntent',
      'WhoAmIIntent',
      'Yes',
    ]);
  });

  it('its code is searched for what it would miss, where it is a handler of Alexa at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earshot-alexa-'));
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'node_modules/sdk.js'), "'GameEngine.StartInputHandler'");
    await writeFile(join(folder, 'lambda.js'), "type: 'Alexa.Presentation.APL.RenderDocument'");
    expect(await notCarriedOver(folder)).toEqual([]);
    await writeFile(join(folder, 'skill.js'), 'fromAlexa(handler, models, { manifest })');
    expect(await notCarriedOver(folder)).toEqual([
      { file: join(folder, 'lambda.js'), what: expect.stringContaining('no screen documents') },
    ]);
    await rm(folder, { recursive: true });
  });
});
