import type { GivenValue } from '@earshot/skills-sdk';

/** Whose playlists these are, a music service would know from a linked account. */
export type Library = (userId: string | undefined) => readonly GivenValue[];

/** The same for everybody: an example has no accounts. */
export const exampleLibrary: Library = () => [
  { id: 'p-101', forms: ['Rainy Sunday', '下雨的星期天'] },
  { id: 'p-102', forms: ['Kitchen Disco', '厨房迪斯科'] },
];
