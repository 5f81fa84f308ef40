import { randomBytes } from 'node:crypto';
import { sameText } from './constant-time.ts';
import type { Collection, Store } from './store.ts';

/** Client configuration endpoint and registration access token of a client (RFC 7592 section 3). */
export interface Registration {
  readonly registrationClientUri: string;
  readonly registrationAccessToken: string;
}

/** Registration access tokens of the clients. */
export class Registrations {
  readonly #tokens: Collection<string>;
  readonly #issuer: string;

  /** @param issuer with its trailing slash; the URLs of client configuration endpoints begin with it */
  constructor(store: Store, issuer: string) {
    this.#tokens = store.collection('RegistrationToken', (value) => typeof value === 'string');
    this.#issuer = issuer;
  }

  /** Registration of a client. Its registration access token is generated at the first call. */
  of(clientId: string): Registration {
    return {
      registrationClientUri: `${this.#issuer}client/${encodeURIComponent(clientId)}`,
      registrationAccessToken: this.#tokens.get(clientId) ?? this.#createToken(clientId),
    };
  }

  /** Whether `text` is a client's registration access token. */
  admits(clientId: string, text: string): boolean {
    const token = this.#tokens.get(clientId);
    return token !== undefined && sameText(token, text);
  }

  #createToken(clientId: string): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(clientId, token);
    return token;
  }
}
