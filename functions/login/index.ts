import { compose } from '../core/composition.ts';
import { adapt } from '../core/http/adapt.ts';
import { login } from './login.ts';

/** Lambda handler of the login function: sign-in page, start of a login, linking and unlinking of providers. */
export const handler = adapt(() => compose('login'), login);
