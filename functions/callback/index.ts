import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { callback } from './callback.ts';

/** Lambda handler of the callback routes. */
export const handler = adapt(() => compose('callback'), callback);
