import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { corsHeaders } from '../core/http/origin.ts';
import { session } from './session.ts';

/** Routes that pages of listed origins may call (CORS). */
const forApps = /^\/(?:session|session\/token|sessions(?:\/[^/]+)?)$/;
/** Routes for programs, whose default representation is JSON. */
const forPrograms = new RegExp(`${forApps.source}|^/logout/backchannel/|^/\\.well-known/`);

/** Lambda handler of the session routes. Pages of listed origins may read every response about sessions, a 401 too. */
export const handler = adapt(() => compose('session'), session, {
  fallback: (path) => (forPrograms.test(path) ? 'json' : 'html'),
  headers: (request, site) => (forApps.test(request.path) ? corsHeaders(request, site.appOrigins) : {}),
});
