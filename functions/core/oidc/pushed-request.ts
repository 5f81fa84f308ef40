import { parseObject } from '../base/json.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { ProviderMetadata } from './metadata.ts';
import { endpointRefused, type ProviderAnswer } from './token-response.ts';

/** An absolute URI (RFC 3986 section 4.3) of bounded size; mostly a URN, as section 2.2 of RFC 9126 suggests. */
const requestUriForm = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}){1,2000}$/;

/**
 * Where a login's authorization request is pushed to (RFC 9126 section 5).
 * @returns undefined where it goes by way of the browser.
 * @throws Problem `provider_error` where what the provider offers and what its settings say exclude each other.
 */
export function pushedRequestEndpoint(
  { pushedAuthorizationRequests: setting }: Pick<ProviderSettings, 'pushedAuthorizationRequests'>,
  {
    pushedRequestEndpoint: endpoint,
    pushedRequestsRequired: required,
  }: Pick<ProviderMetadata, 'pushedRequestEndpoint' | 'pushedRequestsRequired'>,
): string | undefined {
  if (setting === 'never') {
    if (!required) return undefined;
    throw contradiction(
      'the provider takes pushed authorization requests alone',
      'set pushedAuthorizationRequests to auto, and deploy',
    );
  }
  if (endpoint !== undefined) return endpoint;
  if (required) {
    throw contradiction(
      'the provider takes pushed authorization requests alone, and does not say where',
      'the provider has to name a pushed_authorization_request_endpoint in its metadata',
    );
  }
  if (setting === 'auto') return undefined;
  throw contradiction(
    'the provider does not offer pushed authorization requests',
    'have the provider offer them; else set pushedAuthorizationRequests to auto, and deploy',
  );
}

/**
 * Reads the answer to a pushed authorization request (RFC 9126 section 2.2).
 * @returns What stands for the request, which is good for one use within the seconds that the provider gives it.
 * @throws Problem `provider_error` for a refusal, or an answer that is not what the specification says.
 */
export function parsePushedResponse(answer: ProviderAnswer): string {
  const document = parseObject(answer.body);
  if (answer.status !== 201) {
    throw endpointRefused('the pushed authorization request endpoint refused', answer.status, document?.['error']);
  }
  if (document === undefined) throw invalid('the answer to the pushed request is not a JSON object');
  const { request_uri: requestUri, expires_in: seconds } = document;
  if (typeof requestUri !== 'string' || !requestUriForm.test(requestUri)) {
    throw invalid('the answer to the pushed request has no request_uri that can be used');
  }
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds <= 0) {
    throw invalid('the answer to the pushed request does not say for how many seconds it counts');
  }
  return requestUri;
}

function invalid(reason: string): Problem {
  return new Problem('provider_error', reason);
}

function contradiction(reason: string, cure: string): Problem {
  return new Problem('provider_error', reason, { log: { cure } });
}
