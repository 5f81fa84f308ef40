import { describeUser } from '../../../functions/core/accounts/describe-user.ts';
import type { Identity, User } from '../../../functions/core/accounts/user.ts';

/** Columns of an exported account, in the order of CSV. */
export const exportedColumns = [
  ...(['id', 'username', 'name', 'first_name', 'last_name', 'email', 'email_verified', 'state', 'external'] as const),
  ...(['created_at', 'sign_in_count', 'current_sign_in_at', 'last_sign_in_at'] as const),
  ...(['organization', 'job_title', 'location', 'identities'] as const),
] as const;

/** An identity of an exported account. */
export interface ExportedIdentity {
  readonly provider: string;
  readonly uid: string;
  readonly last_sign_in_at?: string;
}

/** An account as an export has it, and an import takes it. Times are ISO 8601. */
export type ExportedUser = Readonly<
  Record<Exclude<(typeof exportedColumns)[number], 'identities'>, string | number | boolean | undefined>
> & { readonly identities: readonly ExportedIdentity[] };

/** An account as an export has it. */
export function exportedUser(user: User): ExportedUser {
  const { profile, currentSignIn, lastSignIn } = user;
  const { phone: _phone, address: _address, ...described } = describeUser(user);
  return {
    ...described,
    sign_in_count: user.signInCount,
    current_sign_in_at: currentSignIn && iso(currentSignIn.at),
    last_sign_in_at: lastSignIn && iso(lastSignIn.at),
    location: profile.address?.['formatted'],
    identities: byProvider(user).map(([provider, { uid, lastSignInAt }]) => ({
      provider,
      uid,
      ...(lastSignInAt !== undefined && { last_sign_in_at: iso(lastSignInAt) }),
    })),
  };
}

/** The table keeps no order among them; two exports of one account are alike. */
function byProvider({ identities }: User): readonly (readonly [string, Identity])[] {
  return Object.entries(identities).sort(([one], [other]) => (one < other ? -1 : 1));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
