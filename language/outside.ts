/**
 * What understanding needs of the machine it runs on: files and native code. The package itself reads no file and
 * loads no library of another language; whoever runs it brings these, once, before the first word. `node/outside.ts`
 * brings what a service has; the SDK's simulator brings what fits into a published package.
 */
export interface Outside {
  /** The packed word vectors of a locale. */
  wordVectors(locale: 'en-US' | 'zh-CN'): Buffer;
  /** Words of Chinese text, which writes none apart, in order; together they are the whole of `text`. */
  cutWords(text: string): string[];
}

let brought: Outside | undefined;

export function bringOutside(outside: Outside): void {
  brought = outside;
}

/** @throws Error when nobody brought anything: a mistake in our own code */
export function outside(): Outside {
  if (brought === undefined) throw new Error('import language/node/outside.ts first, or bring your own');
  return brought;
}
