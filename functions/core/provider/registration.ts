import { Problem } from '../errors.ts';
import { clientSecretKey, type ProviderSettings, registrationTokenKey, registrationUriKey } from '../names.ts';
import { type Claims, parseObject } from '../oidc/claims.ts';
import type { ProviderAnswer } from '../oidc/token-response.ts';
import type { SecretValue } from '../secrets/port.ts';
import type { ProviderCall } from './http-client.ts';

/** Members of a registration that an update must not send (RFC 7592 section 2.2), and the secret that is to change. */
const neverSent: ReadonlySet<string> = new Set([
  ...[registrationTokenKey, registrationUriKey, clientSecretKey],
  ...['client_secret_expires_at', 'client_id_issued_at'],
]);

/** Whether a provider's secret says where and with what the client's registration is managed. */
export function isRegistered(value: SecretValue, { clientSecretJwt }: ProviderSettings): boolean {
  return (
    clientSecretJwt === undefined &&
    typeof value[registrationTokenKey] === 'string' &&
    typeof value[registrationUriKey] === 'string'
  );
}

/**
 * Obtains a new client secret by updating the client's registration (OAuth 2.0 Dynamic Client Registration Management,
 * RFC 7592). Where the registration already has another secret than ours, that one is taken: an attempt before this one
 * has asked for it and died before it could be kept.
 * @param send Calls the provider.
 * @returns The value that the provider's secret is to hold.
 * @throws Problem `provider_error`, or what the call throws.
 */
export async function renewClientSecret(
  value: SecretValue,
  settings: ProviderSettings,
  send: (call: ProviderCall) => Promise<ProviderAnswer>,
): Promise<SecretValue> {
  const url = String(value[registrationUriKey]);
  const found = await ask(send, { method: 'GET', url, headers: authorization(value) });
  requireOwn(found, settings);
  if (isNew(found, value)) return withSecretOf(found, value);
  const kept = withSecretOf(found, value);
  const wanted = Object.fromEntries(Object.entries(found).filter(([member]) => !neverSent.has(member)));
  const headers = { ...authorization(kept), 'content-type': 'application/json' };
  const updated = await ask(send, { method: 'PUT', url, headers, body: JSON.stringify(wanted) });
  requireOwn(updated, settings);
  if (isNew(updated, value)) return withSecretOf(updated, kept);
  throw new Problem(
    'provider_error',
    'the provider has kept the client secret: change it there, and stage the new one',
  );
}

function authorization(value: SecretValue): Record<string, string> {
  return { authorization: `Bearer ${value[registrationTokenKey]}` };
}

async function ask(send: (call: ProviderCall) => Promise<ProviderAnswer>, call: ProviderCall): Promise<Claims> {
  const { status, body } = await send(call);
  const document = parseObject(body);
  if (status === 200 && document !== undefined) return document;
  throw new Problem('provider_error', `the client's registration cannot be managed (${call.method}: status ${status})`);
}

function requireOwn(document: Claims, { clientId }: ProviderSettings): void {
  if (document['client_id'] === clientId) return;
  throw new Problem('provider_error', "the registration is another client's");
}

function isNew({ [clientSecretKey]: secret }: Claims, value: SecretValue): boolean {
  return typeof secret === 'string' && secret !== '' && secret !== value[clientSecretKey];
}

/** What is ours with what the registration says anew: the secret, and the token and the place to manage it by. */
function withSecretOf(document: Claims, value: SecretValue): SecretValue {
  const ours = [clientSecretKey, registrationTokenKey, registrationUriKey];
  const said = ours.filter((member) => typeof document[member] === 'string' && document[member] !== '');
  return { ...value, ...Object.fromEntries(said.map((member) => [member, document[member]])) };
}
