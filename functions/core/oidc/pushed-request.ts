import { parseObject } from '../base/json.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { ProviderMetadata } from './parse-metadata.ts';
import { endpointRefused, type ProviderAnswer } from './token-response.ts';

/**
 * Form of a `request_uri`: an absolute URI (RFC 3986 section 4.3) of bounded size, usually a URN (RFC 9126 section
 * 2.2).
 */
const requestUriForm = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}){1,2000}$/;

/**
 * The endpoint to which a login's authorization request is pushed (RFC 9126 section 5).
 * @returns undefined if the authorization request is not pushed, but sent through the browser.
 * @throws Problem `provider_error` if the settings require pushes that the provider does not offer, or forbid pushes
 * that it requires. It is also thrown if the provider requires pushes but its metadata has no endpoint for them.
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
      'the provider accepts only pushed authorization requests',
      'set pushedAuthorizationRequests to auto, and deploy',
    );
  }
  if (endpoint !== undefined) return endpoint;
  if (required) {
    throw contradiction(
      'the provider accepts only pushed authorization requests, but its metadata has no endpoint for them',
      'have the provider add pushed_authorization_request_endpoint to its metadata',
    );
  }
  if (setting === 'auto') return undefined;
  throw contradiction(
    'the provider does not offer pushed authorization requests',
    'have the provider offer them; otherwise set pushedAuthorizationRequests to auto, and deploy',
  );
}

/**
 * Reads the response to a pushed authorization request (RFC 9126 section 2.2).
 * @returns The `request_uri`, which can be used once and expires soon.
 * @throws Problem `provider_error` if the provider refused the request, or its response violates the specification.
 */
export function parsePushedResponse(answer: ProviderAnswer): string {
  const document = parseObject(answer.body);
  if (answer.status !== 201) {
    throw endpointRefused('the pushed authorization request endpoint refused', answer.status, document?.['error']);
  }
  if (document === undefined) throw invalid('the answer to the pushed request is not a JSON object');
  const { request_uri: requestUri, expires_in: seconds } = document;
  if (typeof requestUri !== 'string' || !requestUriForm.test(requestUri)) {
    throw invalid('the answer to the pushed request has no valid request_uri');
  }
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds <= 0) {
    throw invalid('the answer to the pushed request has no valid expires_in');
  }
  return requestUri;
}

function invalid(reason: string): Problem {
  return new Problem('provider_error', reason);
}

function contradiction(reason: string, cure: string): Problem {
  return new Problem('provider_error', reason, { log: { cure } });
}
