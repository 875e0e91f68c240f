/** The interaction model: what people may say to a skill and what it means. The types are the language package's. */
export type * from '../../language/model/types.ts';
