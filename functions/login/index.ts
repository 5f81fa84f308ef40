import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { login } from './login.ts';

/** Lambda handler of the login routes. */
export const handler = adapt(() => compose('login'), login);
