import type { Ports } from '../core/composition.ts';
import type { LoginSettings } from '../core/contract/settings.ts';

/** Settings, stores and providers of the login handler. */
export type LoginPorts = Ports<LoginSettings>;
