import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { corsHeaders } from '../core/http/origin.ts';
import { session } from './session.ts';

/** Routes that pages of listed origins call too. */
const forApps = /^\/(?:session|session\/token|sessions(?:\/[^/]+)?)$/;
/** Those and the others that programs call: there JSON is the default. */
const forPrograms = new RegExp(`${forApps.source}|^/logout/backchannel/|^/\\.well-known/`);

/**
 * Lambda handler of the session routes. The pages of listed origins may read every answer about sessions, that nobody
 * is signed in included.
 */
export const handler = adapt(() => compose('session'), session, {
  otherwise: (path) => (forPrograms.test(path) ? 'json' : 'html'),
  headers: (request, site) => (forApps.test(request.path) ? corsHeaders(request, site.appOrigins) : {}),
});
