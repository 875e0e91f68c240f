/** A request of ours as AliGenie's TaskQuery: of what it could hold, what was projected, and neutral values else. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { AliGenieSettings, SkillManifest } from '../../../../language/manifest/types.ts';
import type { JsonObject } from '../../../../language/projection/index.ts';
import { readNotes } from './notes.ts';

type Part = Readonly<Record<string, unknown>>;

const part = (value: unknown): Part => (typeof value === 'object' && value !== null ? (value as Part) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A value as text; what is more than a word is JSON in a string, as AliGenie writes it. */
function valueText(valueJson: string): string {
  try {
    const value: unknown = JSON.parse(valueJson);
    return typeof value === 'object' ? valueJson : String(value);
  } catch {
    return '';
  }
}

function slotEntity(slot: Part, createTimeStamp: number): JsonObject {
  const name = text(slot['name']);
  const value = text(slot['valueId']) || valueText(text(slot['valueJson']));
  return {
    intentParameterId: 0,
    intentParameterName: name,
    // The words, where a grant let them be in the request.
    originalValue: text(slot['raw']) || value,
    standardValue: value,
    slotNorm: value,
    liveTime: 0,
    createTimeStamp,
    fromContext: false,
    score: 1,
    slotName: name,
    slotValue: value,
  };
}

const confirmStatuses: Readonly<Record<string, string>> = { confirmed: 'CONFIRMED', denied: 'DENIED' };

/** What is there of an optional field. */
const present = (key: string, value: string): JsonObject => (value === '' ? {} : { [key]: value });

export function taskQuery(request: JsonObject, manifest: SkillManifest): JsonObject {
  const {
    skillId = 0,
    skillName = '',
    intents = {},
  } = manifest.aligenie ?? ({} as Partial<AliGenieSettings>);
  const [session, intent, user, device] = ['session', 'intent', 'user', 'device'].map((key) =>
    part(request[key]),
  );
  const name = text(intent?.['name']);
  const known = Object.hasOwn(intents, name) ? intents[name] : undefined;
  const atMs = Date.parse(text(request['timestamp'])) || 0;
  const slots = Array.isArray(intent?.['slots']) ? (intent['slots'] as Part[]) : [];
  const notes = readNotes(text(session?.['attributesJson']));
  const [userOpenId, deviceOpenId] = [text(user?.['id']), text(device?.['id'])];
  return {
    sessionId: text(session?.['id']),
    utterance: text(request['utterance']),
    ...present('token', text(user?.['accountToken'])),
    requestData: { ...present('userOpenId', userOpenId), ...present('deviceOpenId', deviceOpenId) },
    botId: skillId,
    domainId: 0,
    skillId,
    skillName,
    intentId: known?.id ?? 0,
    intentName: known?.name ?? name,
    slotEntities: slots.map((slot) => slotEntity(slot, atMs)),
    ...present('confirmStatus', confirmStatuses[text(intent?.['confirmation'])] ?? ''),
    selectIndexList: [],
    // What was said earlier is a field of its own with us, and has another shape.
    conversationRecords: [],
    sessionEntries: notes.entries as JsonObject,
    requestId: text(request['requestId']),
    extendInfo: {},
    skillNluInfo: {},
    device: { deviceOpenId, supportedFeatures: (device?.['capabilities'] ?? []) as string[] },
    skillSession: {
      skillSessionId: text(session?.['id']),
      newSession: session?.['isNew'] === true,
      attributes: notes.attributes as JsonObject,
    },
  };
}

/** Bytes that PKCS #1 v1.5 adds to each block. */
const paddingBytes = 11;

/** The wrapper for servers that want requests encrypted to a key of theirs: it hides, and proves nothing. */
export function encrypted(query: JsonObject, publicKey: string): JsonObject {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const blockBytes = (key.asymmetricKeyDetails?.modulusLength ?? 1024) / 8 - paddingBytes;
  const bytes = Buffer.from(JSON.stringify(query));
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    blocks.push(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, block));
  }
  return {
    queryMetaInfo: { queryVersion: 'V1', securityMode: 'RSA', source: 'ali-genie' },
    securityQuery: Buffer.concat(blocks).toString('base64'),
  };
}
