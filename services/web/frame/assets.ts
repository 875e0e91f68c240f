/** The few files that pages load, read once: our style, our script, and the passkey library as a file of our own. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const ours = (name: string) => new URL(`../assets/${name}`, import.meta.url);
const browserLibrary = join(
  dirname(createRequire(import.meta.url).resolve('@simplewebauthn/browser')),
  '../dist/bundle/index.umd.min.js',
);

const css = 'text/css; charset=utf-8';
const script = 'text/javascript; charset=utf-8';

const files = {
  'style.css': { type: css, body: readFileSync(ours('style.css')) },
  'console.css': { type: css, body: readFileSync(ours('console.css')) },
  'console.js': { type: script, body: readFileSync(ours('console.js')) },
  'desk.css': { type: css, body: readFileSync(ours('desk.css')) },
  'desk.js': { type: script, body: readFileSync(ours('desk.js')) },
  'icon.svg': { type: 'image/svg+xml', body: readFileSync(ours('icon.svg')) },
  'passkey.js': { type: script, body: readFileSync(ours('passkey.js')) },
  'speaker.css': { type: css, body: readFileSync(ours('speaker.css')) },
  'speaker.js': { type: script, body: readFileSync(ours('speaker.js')) },
  'microphone.js': { type: script, body: readFileSync(ours('microphone.js')) },
  'player.js': { type: script, body: readFileSync(ours('player.js')) },
  'webauthn.js': { type: script, body: readFileSync(browserLibrary) },
} as const;

export type AssetName = keyof typeof files;

const tagOf = (body: Buffer) => createHash('sha256').update(body).digest('base64url').slice(0, 12);

/** An address that changes with the content, so that a browser may keep it for ever. */
export const assetPath = (name: AssetName): string => `/assets/${tagOf(files[name].body)}/${name}`;

export function serveAssets(app: FastifyInstance): void {
  for (const [name, { type, body }] of Object.entries(files)) {
    app.get(assetPath(name as AssetName), (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(body),
    );
  }
}
