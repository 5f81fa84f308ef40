import { randomBytes } from 'node:crypto';
import { sameText } from './constant-time.ts';
import type { Collection, Store } from './store.ts';

/** Where a client's registration is read and changed, and with which token (RFC 7592 section 3). */
export interface Registration {
  readonly registrationClientUri: string;
  readonly registrationAccessToken: string;
}

/** What lets clients manage their registrations. */
export class Registrations {
  readonly #tokens: Collection<string>;
  readonly #issuer: string;

  /** @param issuer with its trailing slash; the client configuration endpoints are below it */
  constructor(store: Store, issuer: string) {
    this.#tokens = store.collection('RegistrationToken', (value) => typeof value === 'string');
    this.#issuer = issuer;
  }

  /** A client's; its token is made at first use. */
  of(clientId: string): Registration {
    return {
      registrationClientUri: `${this.#issuer}client/${encodeURIComponent(clientId)}`,
      registrationAccessToken: this.#tokens.get(clientId) ?? this.#makeToken(clientId),
    };
  }

  /** Whether text is a client's registration access token. */
  admits(clientId: string, text: string): boolean {
    const token = this.#tokens.get(clientId);
    return token !== undefined && sameText(token, text);
  }

  #makeToken(clientId: string): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(clientId, token);
    return token;
  }
}
