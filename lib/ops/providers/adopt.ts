import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import {
  adoptIssuer,
  isAdopted,
  type RecordedIssuer,
  recordedIssuers,
} from '../../../functions/core/storage/provider-issuers.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { listUsers } from '../../../functions/core/storage/users/user-lists.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import { count } from '../import/report-text.ts';

/**
 * The command `providers adopt P`: gives the accounts that are linked at a provider to the configured issuer. Until
 * then, sign-ins with a provider whose issuer has changed are refused. Idempotent: if the issuer is already adopted,
 * nothing is written.
 */
export async function adoptProvider(provider: string, command: Command): Promise<void> {
  const operator = await openOperator(command);
  requireProvider(provider, operator, command);
  const { table, options, name: by } = operator;
  const settings = readConfiguration(options).providers.find(({ name }) => name === provider);
  if (settings === undefined) throw new OpsFailure(`${provider} is not enabled in the configuration: enable it first.`);
  const recorded = (await recordedIssuers(table, [provider])).get(provider);
  if (recorded !== undefined && isAdopted(recorded, settings)) {
    show({ ...describe(settings), ...describeAdoption(recorded) }, options);
    remark(`The accounts of ${provider} already belong to this issuer: nothing was changed.`, options);
    return;
  }
  const accounts = await countAccounts(table, provider);
  await confirm(question(settings, recorded, accounts), options);
  const { issuer } = settings;
  const event = operator.record({
    event: 'provider.adopted',
    provider,
    ...(recorded && { from: recorded.issuer }),
    to: issuer,
  });
  const adoption = { at: event.at, by };
  if (!(await adoptIssuer(table, settings, recorded, adoption, [event]))) {
    throw new OpsFailure(`Another issuer of ${provider} was recorded meanwhile: nothing was changed. Run it again.`);
  }
  show(
    {
      ...describe(settings),
      ...(recorded && { adopted_from: recorded.issuer }),
      accounts,
      ...describeAdoption(adoption),
    },
    options,
  );
}

function question(
  { name, issuer, identityKey }: ProviderSettings,
  known: RecordedIssuer | undefined,
  accounts: number,
) {
  const linked = `${count(accounts)} ${accounts === 1 ? 'account' : 'accounts'} linked at ${name}`;
  const belong = accounts === 1 ? 'belongs' : 'belong';
  const before =
    known === undefined
      ? `No issuer is recorded for the ${linked}.`
      : `The ${linked} ${belong} to ${known.issuer} (by ${known.identityKey}).`;
  return `${before} Give ${accounts === 1 ? 'it' : 'them'} to ${issuer} (by ${identityKey})? Whoever has the same subject there gets the account.`;
}

function describe({ name, issuer, identityKey }: ProviderSettings) {
  return { provider: name, issuer, identity_key: identityKey };
}

function describeAdoption({ at, by }: Pick<RecordedIssuer, 'at' | 'by'>) {
  return by === undefined ? { recorded_at: isoTime(at) } : { adopted_at: isoTime(at), adopted_by: by };
}

/** Number of accounts with an identity at the provider. Every account is read. */
async function countAccounts(table: Table, provider: string): Promise<number> {
  const progress = startProgress();
  let [read, found] = [0, 0];
  try {
    for await (const { identities } of listUsers(table)) {
      read += 1;
      if (Object.hasOwn(identities, provider)) found += 1;
      progress.report(`${count(read)} accounts read`);
    }
  } finally {
    progress.end();
  }
  return found;
}
