import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { Problem } from '../../../functions/core/errors.ts';
import type { ProviderMetadata } from '../../../functions/core/oidc/parse-metadata.ts';
import { pushedRequestEndpoint } from '../../../functions/core/oidc/pushed-request.ts';
import { type Finding, ok, wrong } from './finding.ts';

/** Whether the login function pushes authorization requests to this provider (RFC 9126), and why not if it does not. */
export function checkPushing(metadata: ProviderMetadata, settings: ProviderSettings): Finding {
  try {
    const endpoint = pushedRequestEndpoint(settings, metadata);
    if (endpoint !== undefined) return ok(`authorization requests are pushed to ${endpoint}`);
    const reason =
      metadata.pushedRequestEndpoint === undefined
        ? 'the provider does not support pushing'
        : 'pushedAuthorizationRequests is never';
    return ok(`authorization requests go through the browser, because ${reason}`);
  } catch (error) {
    if (error instanceof Problem) return wrong(error.message, String(error.log['cure']));
    throw error;
  }
}
