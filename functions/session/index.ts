import { composeStoring } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { session } from './session.ts';

/** Lambda handler of the session routes; programs ask `/session`, so there JSON is the default. */
export const handler = adapt(
  () => composeStoring<'session'>(),
  session,
  (path) => (path === '/session' ? 'json' : 'html'),
);
