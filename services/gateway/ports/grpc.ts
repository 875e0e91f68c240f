/** The other services over gRPC. */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { givenNamesKey } from '../../../language/answer/given-names.ts';
import {
  AsrServiceClient,
  AsrServiceService,
  type RecogniseRequest,
  type RecogniseResponse,
  type RecogniseStart,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { HotelServiceClient } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import {
  PrivacyServiceClient,
  type WatchDevicesRequest,
  type WatchDevicesResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import {
  type InvokeRequest,
  type InvokeResponse,
  SkillsServiceClient,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import {
  type SynthesiseRequest,
  type SynthesiseResponse,
  TtsServiceClient,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { NamedEntity, Surroundings } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { VoiceprintServiceClient } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import type { Credentials } from '../../common/callers/credentials.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary, connect, openBidi, openServerStream } from '../../common/grpc/client.ts';
import type { Logger } from '../../common/log.ts';
import { type Listen, spokenNames } from '../turn/ports.ts';
import { encodeRecogniseRequest } from './audio-messages.ts';
import { expectedOfGuest, SpokenModels, understandGuest } from './hotel.ts';
import type { Services } from './services.ts';
import { SharedAudiences } from './shared-audiences.ts';

export interface ServiceAddresses {
  readonly privacyAddress: string;
  readonly asrAddress: string;
  readonly dialogueAddress: string;
  readonly skillsAddress: string;
  readonly hotelAddress: string;
  readonly trainingAddress: string;
  readonly ttsAddress: string;
}

const offerDeadlineMs = 5_000;

/** Who it is stays here: a keyed hash says whose share of the decoders the utterance counts against. */
export function forRecogniser({ device, ...start }: Listen, key: KeyObject): RecogniseStart {
  const { householdId, tenantId, deviceId } = device;
  const owner = JSON.stringify(
    householdId !== '' ? [householdId] : tenantId !== '' ? [tenantId, 'tenant'] : [deviceId, 'device'],
  );
  const fairnessKey = createHmac('sha256', key).update(owner).digest('base64url').slice(0, 22);
  return { ...start, fairnessKey };
}

/** Opens the channels to each service. */
export function connectServices(
  addresses: ServiceAddresses,
  credentials: Credentials,
  log: Logger,
): { services: Services; close(): void } {
  // Of this process alone and never written down: by what asr gets nobody can be found.
  const fairnessKey = createSecretKey(randomBytes(32));
  const privacy = connect(PrivacyServiceClient, addresses.privacyAddress, credentials, { log });
  const rights = connect(RightsServiceClient, addresses.privacyAddress, credentials, { log, channels: 1 });
  const cases = connect(CasesServiceClient, addresses.privacyAddress, credentials, { log, channels: 1 });
  const family = connect(FamilyServiceClient, addresses.privacyAddress, credentials, { log, channels: 1 });
  const voiceprints = connect(VoiceprintServiceClient, addresses.privacyAddress, credentials, {
    log,
    channels: 1,
  });
  const asr = connect(AsrServiceClient, addresses.asrAddress, credentials, { log });
  const dialogue = connect(DialogueServiceClient, addresses.dialogueAddress, credentials, { log });
  const skills = connect(SkillsServiceClient, addresses.skillsAddress, credentials, { log });
  const hotel = connect(HotelServiceClient, addresses.hotelAddress, credentials, { log });
  const spokenModels = new SpokenModels();
  const guests = { hotel, dialogue, spokenModels };
  const training = connect(TrainingServiceClient, addresses.trainingAddress, credentials, {
    log,
    channels: 1,
  });
  const tts = connect(TtsServiceClient, addresses.ttsAddress, credentials, { log });
  const audiences = new SharedAudiences();

  const services: Services = {
    async authenticate(deviceToken, bounds) {
      const askedMs = performance.now();
      const answer = await callUnary(privacy, 'authenticateDevice', { deviceToken }, bounds);
      const { device, listening, surroundings, isOptedInToTraining, audience, ...rest } = answer;
      if (device === undefined || listening === undefined) throw new EarshotError('UNAUTHENTICATED');
      return {
        device,
        listening,
        surroundings: surroundings ?? Surroundings.fromPartial({}),
        isOptedIn: isOptedInToTraining,
        audience: audience && audiences.of(audience),
        ...rest,
        askedMs,
      };
    },
    rotateToken: (deviceToken, bounds) => callUnary(privacy, 'rotateDeviceToken', { deviceToken }, bounds),
    async keepDeviceLog(deviceId, caseId, log, bounds) {
      await callUnary(cases, 'keepDeviceLog', { deviceId, caseId, log }, bounds);
    },
    activate: (claimCode, model, bounds) =>
      callUnary(privacy, 'activateDevice', { claimCode, model }, bounds),
    offerDevice: (request, bounds) => callUnary(privacy, 'offerDevice', request, bounds),
    async setListening(deviceId, change, bounds) {
      return (await callUnary(privacy, 'setListening', { deviceId, change }, bounds)).isKnownEverywhere;
    },
    watchDevices(limits) {
      const call = openBidi<WatchDevicesRequest, WatchDevicesResponse>(
        (m, o) => privacy.watchDevices(m, o),
        limits,
      );
      const acknowledge = (acknowledgedSequence: number) => {
        call.write({ acknowledgedSequence }).catch(() => {});
      };
      acknowledge(0);
      return { news: call.responses, acknowledge };
    },
    async skillSet(device, locale, bounds) {
      const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale }, bounds);
      if (skillSet === undefined) throw new EarshotError('INTERNAL');
      return skillSet;
    },
    async foreseeAnswer(
      { ref, device, skillSet: enabled, surroundings },
      { focusSkillId, focusSlot },
      bounds,
    ) {
      const entities = spokenNames(surroundings);
      const skillSet = spokenModels.over(enabled, device);
      const request = { skillSet, locale: ref.locale, entities, focusSkillId, focusSlot };
      await callUnary(asr, 'prepare', request, bounds);
    },
    async recordTurn(turn, bounds) {
      await callUnary(rights, 'recordTurn', turn, bounds);
    },
    async reportUse(deviceId, usedMs, bounds) {
      await callUnary(family, 'reportUse', { deviceId, usedMs }, bounds);
    },
    async turnOutcome(turnId, deviceId, bounds) {
      return (await callUnary(skills, 'getTurnOutcome', { turnId, deviceId }, bounds)).outcome;
    },
    recognise(start, limits) {
      const { path, responseDeserialize } = AsrServiceService.recognise;
      const call = openBidi<RecogniseRequest, RecogniseResponse>(
        (m, o) => asr.makeBidiStreamRequest(path, encodeRecogniseRequest, responseDeserialize, m, o),
        limits,
      );
      const skillSet = spokenModels.over(start.skillSet, start.device);
      const value = { ...forRecogniser(start, fairnessKey), skillSet };
      const begun = call.write({ request: { $case: 'start', value } });
      begun.catch(() => {});
      return {
        async write(pcm) {
          await begun;
          await call.write({ request: { $case: 'audio', value: pcm } });
        },
        end() {
          call.write({ request: { $case: 'end', value: {} } }).then(
            () => call.end(),
            () => {},
          );
        },
        responses: call.responses,
      };
    },
    // A guest's words go to the hotel, and only what is none of its to dialogue, for skills that the hotel enabled.
    understand: (request, limits) =>
      (request.device?.tenantId ?? '') === ''
        ? callUnary(dialogue, 'understand', request, limits)
        : understandGuest(guests, request, limits),
    tellVoice: ({ deviceId }, voice, limits) =>
      callUnary(voiceprints, 'tellVoice', { deviceId, voice }, limits),
    async expected({ ref, device }, skillSet, limits) {
      if (device.tenantId !== '') return expectedOfGuest(guests, { turn: ref, device }, limits);
      const expected = await callUnary(dialogue, 'expected', { turn: ref, device, skillSet }, limits);
      const { isExpecting, focusSkillId, focusSlot } = expected;
      const names = expected.names.map(({ type, forms }) =>
        NamedEntity.fromPartial({ slotType: givenNamesKey(focusSkillId, type), names: forms }),
      );
      return isExpecting ? { focusSkillId, focusSlot, names } : undefined;
    },
    async checkGrants(request, limits) {
      return (await callUnary(skills, 'checkGrants', request, limits)).speech;
    },
    invoke(request, limits) {
      return openServerStream<InvokeRequest, InvokeResponse>(
        (r, m, o) => skills.invoke(r, m, o),
        request,
        limits,
      );
    },
    async *synthesise(request, limits) {
      const responses = openServerStream<SynthesiseRequest, SynthesiseResponse>(
        (r, m, o) => tts.synthesise(r, m, o),
        request,
        limits,
      );
      for await (const { audio } of responses) yield audio;
    },
    // Nobody's turn waits for it, and nobody's fails with it; training counts what it does not take.
    offer: ({ ref, device }, offered) =>
      void callUnary(
        training,
        'offer',
        { turn: ref, device, ...offered },
        { deadlineMs: offerDeadlineMs },
      ).catch(() => {}),
  };
  return {
    services,
    close() {
      for (const client of [
        privacy,
        rights,
        family,
        voiceprints,
        asr,
        dialogue,
        hotel,
        skills,
        training,
        tts,
      ])
        client.close();
    },
  };
}
