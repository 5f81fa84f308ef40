import type { Client, Provider } from 'oidc-provider/lib/provider.js';
import type { ClientSecrets } from './client-secrets.ts';

/**
 * Makes oidc-provider authenticate clients, and sign for them, with the secrets in `secrets` instead of the one secret
 * in the client's metadata. A secret that authenticates a client also signs its tokens from then on, beginning with the
 * ID token of the same request. Tokens signed with other secrets of the client still verify (`id_token_hint`, OpenID
 * Connect RP-Initiated Logout 1.0 section 2).
 */
export function useClientSecrets({ Client }: Provider, secrets: ClientSecrets): void {
  // Called when a client authenticates, which it does only at the token endpoint.
  Client.prototype.compareClientSecret = function (given) {
    const isRight = secrets.authenticate(this.clientId, given);
    if (isRight) setKeys(this, secrets);
    return isRight;
  };
  const find = Client.find.bind(Client);
  Client.find = async (id) => {
    const found = await find(id);
    if (found === undefined) return undefined;
    // Each request has its own instance of the client. Otherwise a concurrent request with another secret would change
    // the key that signs.
    const client = new Client(found.metadata());
    setKeys(client, secrets);
    return client;
  };
}

/**
 * Sets a client's symmetric keys. oidc-provider signs with the first matching key and verifies with all keys, so the
 * signing secret is first.
 */
function setKeys({ clientId, symmetricKeyStore }: Client, secrets: ClientSecrets): void {
  const signing = secrets.signing(clientId);
  const others = secrets.of(clientId).filter(({ id }) => id !== signing.id);
  symmetricKeyStore.clear();
  for (const { secret } of [signing, ...others]) {
    symmetricKeyStore.add({ kty: 'oct', use: 'sig', alg: 'HS256', k: Buffer.from(secret).toString('base64url') });
  }
}
