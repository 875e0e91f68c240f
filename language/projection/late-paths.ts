/** What of a request only the answer to the disclosure brings: planned before it is known, and never taken from anybody else. */

export const latePaths: ReadonlySet<string> = new Set([
  'user.id',
  'device.id',
  'pull.url',
  'pull.token',
  'granted',
  'user.accountToken',
]);
