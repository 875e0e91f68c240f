/** The manifest's shape and checks; `earshot skill validate` and the registry use the same. */
export { manifestJsonSchema } from './json-schema.ts';
export { manifestSchema, returnNames } from './schema.ts';
export {
  isLoopbackUrl,
  type ManifestOptions,
  type ManifestProblem,
  type ManifestProblemCode,
  type ManifestValidation,
  maxManifestBytes,
  validateManifest,
} from './validate.ts';
