/** The other services over gRPC. */
import {
  AsrServiceClient,
  type RecogniseRequest,
  type RecogniseResponse,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type InvokeRequest,
  type InvokeResponse,
  SkillsServiceClient,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  type SynthesiseRequest,
  type SynthesiseResponse,
  TtsServiceClient,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary, connect, openBidi, openServerStream } from '../../common/grpc/client.ts';
import type { Logger } from '../../common/log.ts';
import type { Services } from './services.ts';

export interface ServiceAddresses {
  readonly privacyAddress: string;
  readonly asrAddress: string;
  readonly dialogueAddress: string;
  readonly skillsAddress: string;
  readonly ttsAddress: string;
}

/** Opens the channels to each service. */
export function connectServices(
  addresses: ServiceAddresses,
  log: Logger,
): { services: Services; close(): void } {
  const privacy = connect(PrivacyServiceClient, addresses.privacyAddress, { log });
  const asr = connect(AsrServiceClient, addresses.asrAddress, { log });
  const dialogue = connect(DialogueServiceClient, addresses.dialogueAddress, { log });
  const skills = connect(SkillsServiceClient, addresses.skillsAddress, { log });
  const tts = connect(TtsServiceClient, addresses.ttsAddress, { log });

  const services: Services = {
    async authenticate(deviceToken, bounds) {
      const { device, listening } = await callUnary(privacy, 'authenticateDevice', { deviceToken }, bounds);
      if (device === undefined || listening === undefined) throw new EarshotError('UNAUTHENTICATED');
      return { device, listening };
    },
    activate: (claimCode, model, bounds) =>
      callUnary(privacy, 'activateDevice', { claimCode, model }, bounds),
    async setListening(deviceId, listening, bounds) {
      await callUnary(privacy, 'setListening', { deviceId, listening }, bounds);
    },
    async skillSet(device, locale, bounds) {
      const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale }, bounds);
      if (skillSet === undefined) throw new EarshotError('INTERNAL');
      return skillSet;
    },
    async foreseeAnswer({ skillSet, locale, device }, { focusSkillId, focusSlot }, bounds) {
      const request = { skillSet, locale, entities: device?.entities ?? [], focusSkillId, focusSlot };
      await callUnary(asr, 'prepare', request, bounds);
    },
    async turnOutcome(turnId, deviceId, bounds) {
      return (await callUnary(skills, 'getTurnOutcome', { turnId, deviceId }, bounds)).outcome;
    },
    recognise(start, limits) {
      const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => asr.recognise(m, o), limits);
      const begun = call.write({ request: { $case: 'start', value: start } });
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
    understand: (request, limits) => callUnary(dialogue, 'understand', request, limits),
    async observe(request, limits) {
      await callUnary(dialogue, 'observe', request, limits);
    },
    invoke(request, limits) {
      // The router looks into its own registry; a thousand skills would ride along with every call for nothing.
      const turn = request.turn === undefined ? undefined : { ...request.turn, skillSet: undefined };
      return openServerStream<InvokeRequest, InvokeResponse>(
        (r, m, o) => skills.invoke(r, m, o),
        { ...request, turn },
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
  };
  return {
    services,
    close() {
      for (const client of [privacy, asr, dialogue, skills, tts]) client.close();
    },
  };
}
