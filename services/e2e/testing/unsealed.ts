/** Imported before a process' own code (`node --import`): what is sealed at rest is written as it is. For tests that search. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    return resolved.url.endsWith('/common/keys/seal.ts')
      ? { ...resolved, url: new URL('./seal-nothing.ts', import.meta.url).href }
      : resolved;
  },
});
