import type { Client, Provider } from 'oidc-provider/lib/provider.js';
import type { ClientSecrets } from './client-secrets.ts';

/**
 * Makes the provider's clients go by the secrets that are held at each moment. Every one authenticates, and so becomes the
 * one that signs, beginning with the ID token of that very request. A token that another one signed is still known for the
 * provider's own (`id_token_hint`, OpenID Connect RP-Initiated Logout 1.0 section 2). The secret in a client's own
 * metadata, that of the start, counts no more.
 */
export function useClientSecrets({ Client }: Provider, secrets: ClientSecrets): void {
  // Clients authenticate at the token endpoint alone: the provider offers no other one where they could.
  Client.prototype.compareClientSecret = function (given) {
    const isRight = secrets.authenticate(this.clientId, given);
    if (isRight) setKeys(this, secrets);
    return isRight;
  };
  const find = Client.find.bind(Client);
  Client.find = async (id) => {
    const found = await find(id);
    if (found === undefined) return undefined;
    // One for each request, so that no other request, with another secret, comes between authenticating and signing.
    const client = new Client(found.metadata());
    setKeys(client, secrets);
    return client;
  };
}

/** Of several keys that fit, the first signs; all of them verify. */
function setKeys({ clientId, symmetricKeyStore }: Client, secrets: ClientSecrets): void {
  const signing = secrets.signing(clientId);
  const others = secrets.of(clientId).filter(({ id }) => id !== signing.id);
  symmetricKeyStore.clear();
  for (const { secret } of [signing, ...others]) {
    symmetricKeyStore.add({ kty: 'oct', use: 'sig', alg: 'HS256', k: Buffer.from(secret).toString('base64url') });
  }
}
