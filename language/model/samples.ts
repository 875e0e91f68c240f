/** The samples of an intent one template at a time, with what each means beside its words. */
import type { IntentDefinition, Locale, Sample, SlotDefinition } from './types.ts';

/** One template of a model. */
export interface Template extends Omit<Sample, 'templates'> {
  readonly source: string;
  /** Behind `samples.<locale>`: the number of the sample, and that of the template where it has several. */
  readonly place: readonly (string | number)[];
}

export function templatesOf(intent: Pick<IntentDefinition, 'samples'>, locale: Locale): Template[] {
  return (intent.samples[locale] ?? []).flatMap((sample, index): Template[] => {
    if (typeof sample === 'string') return [{ source: sample, place: [index] }];
    const { templates, ...meaning } = sample;
    return templates.map((source, inner) => ({ ...meaning, source, place: [index, 'templates', inner] }));
  });
}

/** All types that a slot may have, the first before others. */
export const typesOf = ({ type }: Pick<SlotDefinition, 'type'>): readonly string[] =>
  typeof type === 'string' ? [type] : type;
