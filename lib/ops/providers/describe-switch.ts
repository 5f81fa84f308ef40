import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ProviderSwitch } from '../../../functions/core/storage/provider-switches.ts';

/** State of a provider's live switch; the default is on. */
export function stateOf(switched: Pick<ProviderSwitch, 'enabled'> | undefined): 'on' | 'off' {
  return switched?.enabled === false ? 'off' : 'on';
}

/** Time and operator of the last switch. */
export function describeSwitch(switched: ProviderSwitch | undefined): object {
  return switched === undefined ? {} : { switched_at: isoTime(switched.at), switched_by: switched.by };
}
