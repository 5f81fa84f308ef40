import { parseObject } from '../../base/json.ts';
import { holdsPrivateKey } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { clientSecretKey, registrationTokenKey, registrationUriKey } from '../../contract/secret-value.ts';
import { Problem } from '../../errors.ts';
import type { Claims } from '../../oidc/claims.ts';
import type { ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import type { ProviderCall } from '../http-client.ts';

/**
 * Members of the client's registration that an update must not send (RFC 7592 section 2.2), and the client secret,
 * which the update is to replace.
 */
const neverSent: ReadonlySet<string> = new Set([
  ...[registrationTokenKey, registrationUriKey, clientSecretKey],
  ...['client_secret_expires_at', 'client_id_issued_at'],
]);

/**
 * Whether the client's registration can be updated: the provider's secret must hold the client configuration endpoint
 * and the registration access token (RFC 7592).
 */
export function isRegistered(value: SecretValue, settings: ProviderSettings): boolean {
  return (
    !holdsPrivateKey(settings) &&
    typeof value[registrationTokenKey] === 'string' &&
    typeof value[registrationUriKey] === 'string'
  );
}

/**
 * Obtains a new client secret by updating the client's registration (OAuth 2.0 Dynamic Client Registration Management,
 * RFC 7592). If the provider returns the client secret that it had before the update, that is an error. The old client
 * secret may be the one that has leaked.
 * @param send Sends a request to the provider.
 * @returns The new value of the provider's secret.
 * @throws Problem `provider_error`, or what `send` throws.
 */
export async function renewClientSecret(
  value: SecretValue,
  settings: ProviderSettings,
  send: (call: ProviderCall) => Promise<ProviderAnswer>,
): Promise<SecretValue> {
  const url = String(value[registrationUriKey]);
  const found = await ask(send, { method: 'GET', url, headers: authorization(value) });
  requireOwn(found, settings);
  const kept = managedBy(found, value);
  const wanted = Object.fromEntries(Object.entries(found).filter(([member]) => !neverSent.has(member)));
  const headers = { ...authorization(kept), 'content-type': 'application/json' };
  const updated = await ask(send, { method: 'PUT', url, headers, body: JSON.stringify(wanted) });
  requireOwn(updated, settings);
  const secret = updated[clientSecretKey];
  const known = [value[clientSecretKey], found[clientSecretKey]];
  if (isClientSecret(secret) && !known.includes(secret))
    return { ...managedBy(updated, kept), [clientSecretKey]: secret };
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

/** Whether a value has the form of a client secret: printable ASCII (RFC 6749 appendix A.2) of bounded length. */
function isClientSecret(value: unknown): value is string {
  return typeof value === 'string' && /^[ -~]{1,1024}$/.test(value);
}

/**
 * The secret's value, updated with the registration access token and the client configuration endpoint of the
 * provider's response. Either may be absent from the response, and is then unchanged.
 */
function managedBy(document: Claims, value: SecretValue): SecretValue {
  const { [registrationTokenKey]: token, [registrationUriKey]: uri } = document;
  return {
    ...value,
    ...(isBearerToken(token) && { [registrationTokenKey]: token }),
    ...(isBeside(uri, value[registrationUriKey]) && { [registrationUriKey]: uri }),
  };
}

function isBearerToken(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9\-._~+/]{1,8192}=*$/.test(value);
}

/**
 * Whether a new client configuration endpoint has the same origin as the known one. An endpoint of another origin is
 * not used, since the registration access token must not be sent there.
 */
function isBeside(uri: unknown, ours: unknown): uri is string {
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).origin === new URL(String(ours)).origin;
}
