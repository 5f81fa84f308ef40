import { composeStoring } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { corsHeaders } from '../core/http/origin.ts';
import { session } from './session.ts';

/** Routes that programs call: there JSON is the default. */
const forPrograms = /^\/(?:session$|logout\/backchannel\/)/;

/**
 * Lambda handler of the session routes. The pages of listed origins may read every answer of `/session`, that nobody is
 * signed in included.
 */
export const handler = adapt(() => composeStoring<'session'>(), session, {
  otherwise: (path) => (forPrograms.test(path) ? 'json' : 'html'),
  headers: (request, site) => (request.path === '/session' ? corsHeaders(request, site.appOrigins) : {}),
});
