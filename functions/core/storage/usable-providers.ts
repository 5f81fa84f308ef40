import type { IssuerSettings } from '../contract/provider-issuer.ts';
import { Problem } from '../errors.ts';
import { isAdopted, type RecordedIssuer, recordedIssuerAmong, requireAdopted } from './provider-issuers.ts';
import { isSwitchedOff } from './provider-switches.ts';
import { keys } from './table/keys.ts';
import type { Item, Table } from './table/port.ts';

/**
 * Selects the providers, among at most 50, with which nobody can sign in now, in one consistent read: operators have
 * switched them off, or their accounts belong to another issuer than the configured one.
 */
export async function unusableProviders(
  table: Table,
  providers: readonly IssuerSettings[],
): Promise<ReadonlySet<string>> {
  if (providers.length === 0) return new Set();
  const items = await table.batchGet(providers.flatMap(keysOf));
  const unusable = providers.filter(
    (settings) =>
      isSwitchedOff(items, settings.name) || !isAdopted(recordedIssuerAmong(items, settings.name), settings),
  );
  return new Set(unusable.map(({ name }) => name));
}

/**
 * Asserts that people may sign in with the provider: operators have not switched it off, and its accounts belong to the
 * configured issuer. Both are checked at the start and at the end of each login, in one consistent read that is never
 * cached. So a switch takes effect at once, on every instance.
 * @returns The recorded issuer; undefined if nobody has signed in with the provider yet.
 * @throws Problem `provider_disabled` or `provider_not_adopted`.
 */
export async function requireUsableProvider(
  table: Table,
  settings: IssuerSettings,
): Promise<RecordedIssuer | undefined> {
  const { name: provider } = settings;
  const items = await table.batchGet(keysOf(settings));
  if (isSwitchedOff(items, provider)) {
    throw new Problem('provider_disabled', 'operators have switched the provider off', { details: { provider } });
  }
  const recorded = recordedIssuerAmong(items, provider);
  requireAdopted(recorded, settings);
  return recorded;
}

function keysOf({ name }: IssuerSettings): readonly Item[] {
  return [keys.providerSwitch(name), keys.providerIssuer(name)];
}
