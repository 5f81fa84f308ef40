import { type Candidate, decidingAddress, type Existing } from '../../accounts/policy.ts';
import type { AccountRules } from '../../contract/settings.ts';
import type { Table } from '../table/port.ts';
import { findUserByEmail, findUserByIdentity } from './users.ts';

/** Reads what the account policy decides by: who has the identity and, where that matters, the verified address. */
export async function findExisting(table: Table, candidate: Candidate, rules: AccountRules): Promise<Existing> {
  const holder = await findUserByIdentity(table, candidate.provider.name, candidate.uid);
  const address = decidingAddress(candidate, holder, rules);
  return { holder, emailHolder: address === undefined ? undefined : await findUserByEmail(table, address) };
}
