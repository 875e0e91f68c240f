/** The device's token in an `Authorization: Bearer …` header, over HTTP and gRPC alike. */

/** A token of this many characters cannot be one of ours. */
const maxTokenLength = 512;

/** Undefined when there is none that could be ours. */
export function bearerToken(authorization: string | undefined): string | undefined {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
  return token !== undefined && token.length <= maxTokenLength ? token : undefined;
}
