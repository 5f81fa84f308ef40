import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ProviderSwitch } from '../../../functions/core/storage/provider-switches.ts';

/**
 * Whether sign-ins with a provider are switched on or off in the table (the live switch). A provider that was never
 * switched is on.
 */
export function stateOf(switched: Pick<ProviderSwitch, 'enabled'> | undefined): 'on' | 'off' {
  return switched?.enabled === false ? 'off' : 'on';
}

/** Formats the time and the operator of the last change of the live switch; empty if a provider was never switched. */
export function describeSwitch(switched: ProviderSwitch | undefined): object {
  return switched === undefined ? {} : { switched_at: isoTime(switched.at), switched_by: switched.by };
}
