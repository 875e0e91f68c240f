/** Written by `npm run docs` from earshot.skill.v1.SkillRequest: every path that a request can hold, in its order. */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';

export const skillRequestPaths: readonly {
  readonly path: string;
  readonly dataClass: DataClass;
  readonly isGroup: boolean;
}[] = [
  { path: 'requestId', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'version', dataClass: DataClass.PUBLIC, isGroup: false },
  { path: 'skillId', dataClass: DataClass.PUBLIC, isGroup: false },
  { path: 'skillVersion', dataClass: DataClass.PUBLIC, isGroup: false },
  { path: 'timestamp', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'locale', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'session', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'session.id', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'session.isNew', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'session.attributesJson', dataClass: DataClass.UTTERANCE, isGroup: false },
  { path: 'intent', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'intent.name', dataClass: DataClass.PUBLIC, isGroup: false },
  { path: 'intent.slots', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'intent.confirmation', dataClass: DataClass.COMMAND, isGroup: false },
  { path: 'intent.permission', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'intent.permission.path', dataClass: DataClass.PUBLIC, isGroup: false },
  { path: 'intent.permission.isGranted', dataClass: DataClass.COMMAND, isGroup: false },
  { path: 'user', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'user.id', dataClass: DataClass.IDENTIFIER, isGroup: false },
  { path: 'user.name', dataClass: DataClass.IDENTIFIER, isGroup: false },
  { path: 'user.contact', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'user.contact.email', dataClass: DataClass.CONTACT, isGroup: false },
  { path: 'user.contact.phone', dataClass: DataClass.CONTACT, isGroup: false },
  { path: 'user.accountToken', dataClass: DataClass.CREDENTIAL, isGroup: false },
  { path: 'device', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'device.id', dataClass: DataClass.IDENTIFIER, isGroup: false },
  { path: 'device.capabilities', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'device.timeZone', dataClass: DataClass.LOCATION_COARSE, isGroup: false },
  { path: 'device.city', dataClass: DataClass.LOCATION_COARSE, isGroup: false },
  { path: 'device.address', dataClass: DataClass.LOCATION_PRECISE, isGroup: false },
  { path: 'device.tools', dataClass: DataClass.PREFERENCE, isGroup: false },
  { path: 'device.status', dataClass: DataClass.PREFERENCE, isGroup: false },
  { path: 'device.camera', dataClass: DataClass.PREFERENCE, isGroup: false },
  { path: 'utterance', dataClass: DataClass.UTTERANCE, isGroup: false },
  { path: 'history', dataClass: DataClass.UTTERANCE, isGroup: false },
  { path: 'pull', dataClass: DataClass.STRUCTURE, isGroup: true },
  { path: 'pull.url', dataClass: DataClass.OPERATIONAL, isGroup: false },
  { path: 'pull.token', dataClass: DataClass.CREDENTIAL, isGroup: false },
  { path: 'granted', dataClass: DataClass.OPERATIONAL, isGroup: false },
];
