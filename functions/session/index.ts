import { composeStoring } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { corsHeaders } from '../core/http/origin.ts';
import { session } from './session.ts';

/**
 * Lambda handler of the session routes. Programs ask `/session`, so there JSON is the default, and the pages of listed
 * origins may read every answer, that nobody is signed in included.
 */
export const handler = adapt(() => composeStoring<'session'>(), session, {
  otherwise: (path) => (path === '/session' ? 'json' : 'html'),
  headers: (request, site) => (request.path === '/session' ? corsHeaders(request, site.appOrigins) : {}),
});
