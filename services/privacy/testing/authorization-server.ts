/**
 * An OAuth 2 authorisation server in a process of its own, for tests: codes bound to a challenge (S256), tokens that end, one
 * use of each refresh token, revocation, and a list of what is live for whoever tests.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Code {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly clientId: string;
}

const codes = new Map<string, Code>();
const access = new Set<string>();
const refresh = new Map<string, string>();
let livesS = 3_600;
let isDown = false;

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

function issue(clientId: string) {
  const tokens = { access: randomBytes(12).toString('hex'), refresh: randomBytes(12).toString('hex') };
  access.add(tokens.access);
  refresh.set(tokens.refresh, clientId);
  return {
    ...{ access_token: tokens.access, refresh_token: tokens.refresh },
    ...{ token_type: 'Bearer', expires_in: livesS },
  };
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://server');
  const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  if (url.pathname === '/live')
    return json(response, 200, { access: [...access], refresh: [...refresh.keys()] });
  if (url.pathname === '/set') {
    livesS = Number(url.searchParams.get('lives') ?? livesS);
    isDown = url.searchParams.get('down') === 'yes';
    return json(response, 200, {});
  }
  if (isDown) return json(response, 503, {});
  if (url.pathname === '/authorize') {
    const asked = url.searchParams;
    const redirect = new URL(asked.get('redirect_uri') ?? '');
    redirect.searchParams.set('state', asked.get('state') ?? '');
    if (asked.get('code_challenge_method') !== 'S256') redirect.searchParams.set('error', 'invalid_request');
    else {
      const code = randomBytes(12).toString('hex');
      codes.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        clientId: asked.get('client_id') ?? '',
      });
      redirect.searchParams.set('code', code);
    }
    return response.writeHead(302, { location: redirect.href }).end();
  }
  if (url.pathname === '/token' && form.get('grant_type') === 'authorization_code') {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isFit =
      code !== undefined &&
      code.challenge === challenge &&
      code.redirectUri === form.get('redirect_uri') &&
      code.clientId === form.get('client_id');
    return isFit
      ? json(response, 200, issue(code.clientId))
      : json(response, 400, { error: 'invalid_grant' });
  }
  if (url.pathname === '/token' && form.get('grant_type') === 'refresh_token') {
    const clientId = refresh.get(form.get('refresh_token') ?? '');
    refresh.delete(form.get('refresh_token') ?? '');
    return clientId === undefined
      ? json(response, 400, { error: 'invalid_grant' })
      : json(response, 200, issue(clientId));
  }
  if (url.pathname === '/revoke') {
    access.delete(form.get('token') ?? '');
    refresh.delete(form.get('token') ?? '');
    return json(response, 200, {});
  }
  return json(response, 404, {});
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
// Ends with whoever started it.
process.stdin.resume().once('end', () => process.exit(0));
