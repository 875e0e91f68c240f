/** OAuth 2 as this service speaks it: authorisation code with PKCE (RFC 7636), a public client, revocation (RFC 7009). */
import * as oauth from 'oauth4webapi';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { AskOutside } from '../../common/webhooks/ask.ts';

/** As a recipient was registered. */
export interface Linking {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revocationUrl: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly skillLearns: Readonly<Record<string, string>>;
  readonly earshotLearns: Readonly<Record<string, string>>;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since the epoch; 0 = not known. */
  readonly expiresAtMs: number;
}

export interface Begun {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

export class OAuth {
  readonly #ask: AskOutside;
  readonly #redirectUri: string;
  readonly #now: () => number;

  constructor(options: {
    readonly ask: AskOutside;
    readonly redirectUri: string;
    readonly now: () => number;
  }) {
    this.#ask = options.ask;
    this.#redirectUri = options.redirectUri;
    this.#now = options.now;
  }

  /** Where the browser goes. */
  async begin(linking: Linking): Promise<Begun> {
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const url = new URL(linking.authorizationUrl);
    const asked = {
      response_type: 'code',
      client_id: linking.clientId,
      redirect_uri: this.#redirectUri,
      scope: linking.scopes.join(' '),
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(asked)) if (value !== '') url.searchParams.set(name, value);
    return { url: url.href, state, verifier };
  }

  /** The code becomes tokens. @throws EarshotError LINK_REFUSED, SERVICE_UNAVAILABLE, SKILL_EGRESS_REFUSED */
  finish(
    skillId: string,
    linking: Linking,
    query: URLSearchParams,
    begun: Omit<Begun, 'url'>,
  ): Promise<Tokens> {
    const { server, client } = partsOf(linking);
    return refused(async () => {
      const parameters = oauth.validateAuthResponse(server, client, query, begun.state);
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        this.#redirectUri,
        begun.verifier,
        this.#options(skillId),
      );
      return this.#tokens(await oauth.processAuthorizationCodeResponse(server, client, answer), '');
    });
  }

  /** @throws EarshotError LINK_REFUSED when the server wants nothing more to do with it */
  refresh(skillId: string, linking: Linking, token: string): Promise<Tokens> {
    const { server, client } = partsOf(linking);
    return refused(async () => {
      const options = this.#options(skillId);
      const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, options);
      return this.#tokens(await oauth.processRefreshTokenResponse(server, client, answer), token);
    });
  }

  /** True when the server says that both are worth nothing. Never throws. */
  async revoke(skillId: string, linking: Linking, tokens: Tokens): Promise<boolean> {
    const { server, client } = partsOf(linking);
    // Nobody to ask: it is forgotten here, which is all that can be done.
    if (linking.revocationUrl === '') return true;
    try {
      for (const token of [tokens.refresh, tokens.access].filter((one) => one !== '')) {
        const options = this.#options(skillId);
        const answer = await oauth.revocationRequest(server, client, oauth.None(), token, options);
        await oauth.processRevocationResponse(answer);
      }
      return true;
    } catch {
      return false;
    }
  }

  #tokens(answer: oauth.TokenEndpointResponse, refresh: string): Tokens {
    const { access_token, refresh_token, expires_in } = answer;
    return {
      access: access_token,
      refresh: refresh_token ?? refresh,
      expiresAtMs: expires_in === undefined ? 0 : this.#now() + expires_in * 1_000,
    };
  }

  /** The guard decides where http is allowed, and that is this machine in development. */
  #options(skillId: string) {
    return {
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, URLSearchParams>) =>
        this.#ask(skillId, url, { method: init.method, headers: init.headers, body: init.body.toString() }),
    } as const;
  }
}

function partsOf(linking: Linking): { server: oauth.AuthorizationServer; client: oauth.Client } {
  return {
    server: {
      issuer: new URL(linking.tokenUrl).origin,
      token_endpoint: linking.tokenUrl,
      ...(linking.revocationUrl !== '' && { revocation_endpoint: linking.revocationUrl }),
    },
    client: { client_id: linking.clientId },
  };
}

/** What the library says of an answer may hold a code or a token. */
async function refused<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    throw new EarshotError('LINK_REFUSED');
  }
}
