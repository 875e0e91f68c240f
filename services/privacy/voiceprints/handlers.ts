/** The contract of voices on top of what keeps and compares them. */
import type { VoiceprintServiceServer } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { unary } from '../../common/grpc/server.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { Voiceprints } from './voiceprints.ts';

export function voiceprintHandlers(
  voiceprints: Voiceprints,
  takenBack: TakenBackNotes,
): VoiceprintServiceServer {
  return {
    keepVoice: unary(async ({ subjectId, voices }, call) => {
      requireOwn(call, { subjectId });
      await voiceprints.keep(subjectId, voices);
      return {};
    }),
    readVoice: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      const sinceMs = await voiceprints.since(subjectId);
      return { isKept: sinceMs > 0, sinceMs };
    }),
    forgetVoice: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'voice', subjectId }, () => voiceprints.forget(subjectId));
      return {};
    }),
    tellVoice: unary(({ deviceId, voice }) => voiceprints.tell(deviceId, voice)),
  };
}
