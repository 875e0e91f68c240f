/** What each service may learn from the calls of a turn: the classes in the tree of every request, held to a table. */
import { describe, expect, test } from 'vitest';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { dataClassName, messageFields, messageNames } from './registry.ts';

/** Names nobody, whatever the service. */
const harmless = new Set<DataClass>([DataClass.STRUCTURE, DataClass.PUBLIC, DataClass.OPERATIONAL]);

/**
 * Beyond that. `child` is in the signed answer to who is listening, which goes along with every turn; only who is
 * listed with `identifier` may know which device, household or hotel it is.
 */
const mayLearn: Readonly<Record<string, readonly DataClass[]>> = {
  // A voice gets the words to be spoken and nobody's name.
  'earshot.tts.v1': [DataClass.UTTERANCE, DataClass.CHILD],
  // A recogniser gets the sound, wake words, and names without what they belong to.
  'earshot.asr.v1': [DataClass.AUDIO, DataClass.PREFERENCE, DataClass.CHILD],
  // A conversation is sealed with a key of its device, and forgotten by device and household.
  'earshot.dialogue.v1.UnderstandRequest': [
    DataClass.IDENTIFIER,
    DataClass.UTTERANCE,
    DataClass.PREFERENCE,
    DataClass.LOCATION_COARSE,
    DataClass.LOCATION_PRECISE,
    DataClass.CHILD,
  ],
  'earshot.dialogue.v1.JudgeRequest': [
    DataClass.IDENTIFIER,
    DataClass.UTTERANCE,
    DataClass.PREFERENCE,
    DataClass.LOCATION_COARSE,
    DataClass.LOCATION_PRECISE,
    DataClass.CHILD,
  ],
  'earshot.dialogue.v1.ObserveRequest': [DataClass.IDENTIFIER, DataClass.UTTERANCE, DataClass.CHILD],
  'earshot.dialogue.v1.ExpectedRequest': [DataClass.IDENTIFIER, DataClass.CHILD],
  'earshot.skills.v1.InvokeRequest': [
    DataClass.IDENTIFIER,
    DataClass.UTTERANCE,
    DataClass.COMMAND,
    DataClass.PREFERENCE,
    DataClass.LOCATION_COARSE,
    DataClass.LOCATION_PRECISE,
    DataClass.CHILD,
  ],
  'earshot.skills.v1.GetSkillSetRequest': [DataClass.IDENTIFIER],
  'earshot.skills.v1.GetTurnOutcomeRequest': [DataClass.IDENTIFIER],
  // Of those who opted in; the device only to ask privacy for the key, and nothing of it is kept.
  'earshot.training.v1.OfferRequest': [
    DataClass.IDENTIFIER,
    DataClass.UTTERANCE,
    DataClass.AUDIO,
    DataClass.CHILD,
  ],
  // Names and sizes of fields, never what they hold, and not who is listening: that is decided there.
  'earshot.privacy_service.v1.DiscloseRequest': [DataClass.IDENTIFIER],
};

/** Paths of all fields below a message that are of a class above the harmless ones. */
function personalPaths(message: string, prefix = '', seen: readonly string[] = []): [string, DataClass][] {
  if (seen.includes(message)) return [];
  return messageFields(message).flatMap((field): [string, DataClass][] => {
    const path = `${prefix}${field.name}`;
    if (field.message !== undefined) return personalPaths(field.message, `${path}.`, [...seen, message]);
    return harmless.has(field.dataClass) ? [] : [[path, field.dataClass]];
  });
}

const beyond = (message: string, allowed: readonly DataClass[]) =>
  personalPaths(message).flatMap(([path, dataClass]) =>
    allowed.includes(dataClass) ? [] : [`${message}: ${path} is ${dataClassName(dataClass)}`],
  );

const requests = messageNames().filter((name) => name.endsWith('Request'));
const requestsOf = (name: string) =>
  requests.filter((request) => request === name || request.startsWith(`${name}.`));

describe('what a service learns', () => {
  test.each(Object.entries(mayLearn))('%s is no more than it may', (name, allowed) => {
    expect(requestsOf(name)).not.toEqual([]);
    expect(requestsOf(name).flatMap((request) => beyond(request, allowed))).toEqual([]);
  });

  test('the table is no wider than what is sent', () => {
    for (const [name, allowed] of Object.entries(mayLearn)) {
      const sent = new Set(
        requestsOf(name)
          .flatMap((request) => personalPaths(request))
          .map(([, one]) => one),
      );
      expect([name, ...allowed.filter((dataClass) => !sent.has(dataClass)).map(dataClassName)]).toEqual([
        name,
      ]);
    }
  });

  test('a turn’s reference names nobody', () => {
    expect(personalPaths('earshot.turn.v1.TurnRef')).toEqual([['audience.listener', DataClass.CHILD]]);
  });

  test('a request that held a device or a household would be found', () => {
    expect(beyond('earshot.skills.v1.InvokeRequest', mayLearn['earshot.tts.v1'] ?? [])).toEqual(
      expect.arrayContaining([
        'earshot.skills.v1.InvokeRequest: device.device_id is identifier',
        'earshot.skills.v1.InvokeRequest: device.household_id is identifier',
        'earshot.skills.v1.InvokeRequest: surroundings.entities.names is preference',
      ]),
    );
  });
});
