import type { ProviderSettings } from '../../contract/provider-settings.ts';

/** A POST of a form. */
export interface FormRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What kind of assertion it is by which a client authenticates (RFC 7523 section 2.2). */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * A form for one of the provider's endpoints that our client authenticates itself at (Core 1.0 section 9).
 * @param presented What authenticates the client there, as `clientCredentialFor` gives it for this URL: the client secret, or
 * an assertion, which is good for one request.
 */
export function authenticatedRequest(
  url: string,
  provider: ProviderSettings,
  presented: string,
  fields: Readonly<Record<string, string>>,
): FormRequest {
  const { clientId, tokenEndpointAuthMethod: method } = provider;
  const form = new URLSearchParams(fields);
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (method === 'client_secret_basic') {
    headers['authorization'] = basic(clientId, presented);
  } else {
    form.set('client_id', clientId);
    if (method === 'client_secret_post') {
      form.set('client_secret', presented);
    } else {
      form.set('client_assertion_type', assertionType);
      form.set('client_assertion', presented);
    }
  }
  return { method: 'POST', url, headers, body: form.toString() };
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
