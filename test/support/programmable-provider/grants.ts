import { createHash, randomBytes } from 'node:crypto';
import type { Grant } from './misbehaviour.ts';

/** A registered client. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Secrets by which it is known too. */
  readonly furtherSecrets: readonly string[];
}

/** Codes and access tokens that were given out. */
export class Grants {
  readonly #byCode = new Map<string, Grant>();
  readonly #byAccessToken = new Map<string, Grant>();
  readonly #byRequestUri = new Map<string, URLSearchParams>();

  /** Keeps an authorization request that was pushed (RFC 9126 section 2); gives its `request_uri`. */
  keepRequest(request: URLSearchParams): string {
    const requestUri = `urn:ietf:params:oauth:request_uri:${randomBytes(16).toString('base64url')}`;
    this.#byRequestUri.set(requestUri, request);
    return requestUri;
  }

  /** Takes a pushed request, once, for the client that has pushed it. */
  takeRequest(asked: URLSearchParams): URLSearchParams | undefined {
    const requestUri = asked.get('request_uri') ?? '';
    const request = this.#byRequestUri.get(requestUri);
    this.#byRequestUri.delete(requestUri);
    return request?.get('client_id') === asked.get('client_id') ? request : undefined;
  }

  /** A code for the login that an authorization request asks for; the person is the one of `login_hint`. */
  issueCode(request: URLSearchParams): string {
    const code = randomBytes(16).toString('base64url');
    const maxAge = request.get('max_age');
    this.#byCode.set(code, {
      sub: request.get('login_hint') ?? 'alice',
      nonce: request.get('nonce') ?? undefined,
      redirectUri: request.get('redirect_uri') ?? '',
      codeChallenge: request.get('code_challenge') ?? '',
      maxAge: maxAge === null ? undefined : Number(maxAge),
    });
    return code;
  }

  /** Takes a code, once, where redirect URI and PKCE's verifier fit (RFC 7636 section 4.6). */
  takeCode(form: URLSearchParams): Grant | undefined {
    const code = form.get('code') ?? '';
    const grant = this.#byCode.get(code);
    this.#byCode.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits = grant?.redirectUri === form.get('redirect_uri') && grant.codeChallenge === challenge;
    return fits ? grant : undefined;
  }

  issueAccessToken(grant: Grant): string {
    const token = randomBytes(16).toString('base64url');
    this.#byAccessToken.set(token, grant);
    return token;
  }

  /** The grant of an Authorization header. */
  ofBearer(authorization: string): Grant | undefined {
    return this.#byAccessToken.get(authorization.replace(/^Bearer /, ''));
  }
}

/** Whether a token request authenticates the client, by client_secret_basic or client_secret_post. */
export function authenticates(client: Client, authorization: string, form: URLSearchParams): boolean {
  const { clientId, clientSecret, furtherSecrets } = client;
  const secrets = [clientSecret, ...furtherSecrets];
  if (authorization === '') {
    return form.get('client_id') === clientId && secrets.includes(form.get('client_secret') ?? '');
  }
  const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  return decodeURIComponent(id ?? '') === clientId && secrets.includes(decodeURIComponent(secret ?? ''));
}
