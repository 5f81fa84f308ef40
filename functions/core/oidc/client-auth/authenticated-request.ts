import type { ClientAuthMethod } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';

/** A POST of a form. */
export interface FormRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a method presents a credential: in headers, in fields of the form, or in both. */
interface Presentation {
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Each method's form of the request (Core 1.0 section 9); what else a method needs is in `clientAuthMethods`. */
const presentations: Readonly<Record<ClientAuthMethod, (clientId: string, credential: string) => Presentation>> = {
  client_secret_basic: (clientId, secret) => ({ headers: { authorization: basic(clientId, secret) } }),
  client_secret_post: (client_id, client_secret) => ({ fields: { client_id, client_secret } }),
  client_secret_jwt: presentAssertion,
  private_key_jwt: presentAssertion,
};

/** RFC 7523 section 2.2. */
function presentAssertion(client_id: string, client_assertion: string): Presentation {
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  return { fields: { client_id, client_assertion_type, client_assertion } };
}

/**
 * A form POST to an endpoint of the provider that authenticates our client.
 * @param credential Client secret or assertion, as `clientCredentialFor` gives it for this URL; an assertion is good for
 * one request.
 */
export function authenticatedRequest(
  url: string,
  { clientId, tokenEndpointAuthMethod: method }: ProviderSettings,
  credential: string,
  fields: Readonly<Record<string, string>>,
): FormRequest {
  const presented = presentations[method](clientId, credential);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...presented.headers };
  const body = new URLSearchParams({ ...fields, ...presented.fields }).toString();
  return { method: 'POST', url, headers, body };
}

/**
 * HTTP Basic with both parts form-encoded (RFC 6749 section 2.3.1). Unreserved characters stay as they are, since some
 * providers compare without decoding.
 */
function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;
}

function formEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
