/** The manifest: who is behind a skill, what it asks for and why. The types are the language package's. */
export type * from '../../language/manifest/types.ts';
