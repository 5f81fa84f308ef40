import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { callback } from './callback.ts';

/** Lambda handler of the callback function, which finishes logins. */
export const handler = adapt(() => compose('callback'), callback);
