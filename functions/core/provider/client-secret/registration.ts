import { parseObject } from '../../base/json.ts';
import { holdsPrivateKey } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { clientSecretKey, registrationTokenKey, registrationUriKey } from '../../contract/secret-value.ts';
import { Problem } from '../../errors.ts';
import type { Claims } from '../../oidc/claims.ts';
import type { ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import type { ProviderCall } from '../http-client.ts';

/** Members of a registration that an update must not send (RFC 7592 section 2.2), and the client secret to be replaced. */
const neverSent: ReadonlySet<string> = new Set([
  ...[registrationTokenKey, registrationUriKey, clientSecretKey],
  ...['client_secret_expires_at', 'client_id_issued_at'],
]);

/** Whether a provider's secret holds the client configuration endpoint and its registration access token (RFC 7592). */
export function isRegistered(value: SecretValue, settings: ProviderSettings): boolean {
  return (
    !holdsPrivateKey(settings) &&
    typeof value[registrationTokenKey] === 'string' &&
    typeof value[registrationUriKey] === 'string'
  );
}

/**
 * Obtains a new client secret by updating the client's registration (OAuth 2.0 Dynamic Client Registration Management,
 * RFC 7592). The client secret in the registration before the update is never used: it may be the leaked one.
 * @param send Calls the provider.
 * @returns The new value of the provider's secret.
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

/** Printable ASCII of bounded length (RFC 6749 appendix A.2). */
function isClientSecret(value: unknown): value is string {
  return typeof value === 'string' && /^[ -~]{1,1024}$/.test(value);
}

/** Our value with the registration access token and client configuration endpoint of the response, if they changed. */
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

/** A new client configuration endpoint must be of the same origin: the token must not be sent elsewhere. */
function isBeside(uri: unknown, ours: unknown): uri is string {
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).origin === new URL(String(ours)).origin;
}
