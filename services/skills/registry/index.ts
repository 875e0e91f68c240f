/** Skills, their versions, and who has switched them on. */
export { catalogueEntry, catalogueState, matchesSpokenName } from './catalogue.ts';
export { type Owner, ownerKey, ownerOf, ownerOfDevice } from './owner.ts';
export { Registry, type SkillQuota } from './registry.ts';
export { crowdBit } from './shares.ts';
export type { VersionState } from './store.ts';
export { type SwitchedNotes, switchAgain, switchedNotes } from './taken-back.ts';
