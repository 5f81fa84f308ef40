import type { User } from '../../../functions/core/accounts/user.ts';
import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ListShape } from '../cli/output.ts';
import { tableTime } from '../cli/time.ts';

/** An identity that was linked to an account, or unlinked from it, and the account as it is now. */
export interface LinkChange {
  readonly user: User;
  readonly record: AuditRecord;
}

/** Table columns and JSON form of a list of linked and unlinked identities. */
export const linkChangeShape: ListShape<LinkChange> = {
  columns: [
    { title: 'TIME (UTC)', of: ({ record }) => tableTime(record.at) },
    { title: 'USER', of: ({ user }) => user.username, least: 10 },
    { title: 'WHAT', of: ({ record }) => `${record.event.replace('identity.', '')} ${record.provider}` },
    { title: 'FROM', of: ({ record }) => record.operator ?? record.sourceIp, least: 11 },
    { title: 'LINKED NOW', of: ({ user }) => linkedProviders(user).join(' '), least: 10 },
  ],
  document: ({ user, record: { at, event, provider, actor, operator, sourceIp } }) => ({
    ...{ user: user.id, username: user.username, event, provider, time: isoTime(at), actor, operator },
    source_ip: sourceIp,
    linked: linkedProviders(user),
  }),
};

function linkedProviders({ identities }: User): readonly string[] {
  return Object.keys(identities);
}
