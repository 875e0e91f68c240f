/** Versions of skills that change without anybody giving them another number. */
import { createHash } from 'node:crypto';

/**
 * A version never changes once registered, but a skill under development does, and one that comes with Earshot changes with it: its content
 * names it, so that the same content is the same version and new content a new one.
 * @param kind What the name says of where it comes from
 */
export function contentVersion(manifest: { readonly version: string }, kind: 'local' | 'built-in'): string {
  const hash = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 12);
  return `${manifest.version.split('-')[0]}-${kind}.h${hash}`;
}
