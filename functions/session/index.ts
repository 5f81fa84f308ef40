import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { corsHeaders } from '../core/http/origin.ts';
import { session } from './session.ts';

/** Routes that pages of the origins in `appOrigins` may call (CORS). */
const forApps = /^\/(?:session|session\/token|sessions(?:\/[^/]+)?)$/;
/** Routes for programs. Their responses are JSON, unless the `Accept` header prefers HTML. */
const forPrograms = new RegExp(`${forApps.source}|^/logout/backchannel/|^/\\.well-known/`);

/**
 * Lambda handler of the session function. Pages of the origins in `appOrigins` may read every response of the `forApps`
 * routes, a 401 included.
 */
export const handler = adapt(() => compose('session'), session, {
  fallback: (path) => (forPrograms.test(path) ? 'json' : 'html'),
  headers: (request, site) => (forApps.test(request.path) ? corsHeaders(request, site.appOrigins) : {}),
});
