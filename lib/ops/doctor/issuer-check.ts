import { isAdopted, recordedIssuers } from '../../../functions/core/storage/provider-issuers.ts';
import { tableTime } from '../cli/time.ts';
import type { CheckContext, CheckedProvider } from './check-context.ts';
import { type Check, type Finding, ok, wrong } from './finding.ts';

/** Check whether the accounts of the provider belong to the configured issuer. */
export function issuerChecks({ settings }: CheckedProvider, { operator }: CheckContext): readonly Check[] {
  if (operator instanceof Error) return [];
  const { name, issuer, identityKey } = settings;
  const examine = async (): Promise<Finding> => {
    const recorded = (await recordedIssuers(operator.table, [name])).get(name);
    if (recorded === undefined) return ok('none is recorded yet: the first sign-in records it');
    if (isAdopted(recorded, settings)) return ok(`the accounts belong to it since ${tableTime(recorded.at)} UTC`);
    const keyed =
      recorded.identityKey === identityKey ? '' : `, keyed by ${identityKey} and not ${recorded.identityKey}`;
    return wrong(
      `sign-ins are refused: the accounts belong to ${recorded.issuer}, and the configured issuer is ${issuer}${keyed}`,
      `give the provider a new name, or if the same people have the same subjects there, npm run ops -- providers adopt ${name}`,
    );
  };
  return [{ name: 'issuer', run: async () => [await examine()] }];
}
