export type * from './manifest.ts';
export type * from './model.ts';
