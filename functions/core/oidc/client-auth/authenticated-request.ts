import type { ClientAuthMethod } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';

/** A POST request whose body is a URL-encoded form. */
export interface FormRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a client authentication method presents its credential in a request: in headers, in form fields, or in both. */
interface Presentation {
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
}

/**
 * How each client authentication method adds its credential to a request (Core 1.0 section 9). Which credential and
 * algorithms a method needs is in `clientAuthMethods`.
 */
const presentations: Readonly<Record<ClientAuthMethod, (clientId: string, credential: string) => Presentation>> = {
  client_secret_basic: (clientId, secret) => ({ headers: { authorization: basic(clientId, secret) } }),
  client_secret_post: (client_id, client_secret) => ({ fields: { client_id, client_secret } }),
  client_secret_jwt: presentAssertion,
  private_key_jwt: presentAssertion,
};

/** Form fields that present a client assertion (RFC 7523 section 2.2). */
function presentAssertion(client_id: string, client_assertion: string): Presentation {
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  return { fields: { client_id, client_assertion_type, client_assertion } };
}

/**
 * Builds a form POST to an endpoint of the provider, with the credential that authenticates our client.
 * @param url URL of the endpoint.
 * @param credential Client secret or client assertion, as `clientCredentialFor` returns it for this URL. An assertion
 * is valid for one request.
 * @param fields The other fields of the form.
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
 * The Authorization header of HTTP Basic, with client id and client secret form-encoded (RFC 6749 section 2.3.1).
 * Unreserved characters are not percent-encoded, since some providers compare client id and secret without decoding
 * them.
 */
function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;
}

function formEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
