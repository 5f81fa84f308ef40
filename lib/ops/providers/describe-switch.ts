import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ProviderSwitch } from '../../../functions/core/storage/provider-switches.ts';

/** Whether people can sign in with a provider, as operators have it; one that was never switched is on. */
export function stateOf(switched: Pick<ProviderSwitch, 'enabled'> | undefined): 'on' | 'off' {
  return switched?.enabled === false ? 'off' : 'on';
}

/** Since when, and by whom. */
export function describeSwitch(switched: ProviderSwitch | undefined): object {
  return switched === undefined ? {} : { switched_at: isoTime(switched.at), switched_by: switched.by };
}
