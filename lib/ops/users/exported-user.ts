import type { User } from '../../../functions/core/accounts/user.ts';
import { userDocument } from '../../../functions/core/session-document.ts';

/** CSV columns of an export, in order. The JSON format also has the parts of the postal address. */
export const exportedColumns = [
  ...(['id', 'username', 'name', 'first_name', 'last_name', 'email', 'email_verified', 'email_verified_by'] as const),
  ...(['state', 'external', 'created_at', 'sign_in_count', 'current_sign_in_at', 'last_sign_in_at'] as const),
  ...(['phone', 'organization', 'job_title', 'location', 'identities'] as const),
] as const;

/** An identity of an exported account: the provider, and the user's id at the provider. */
export interface ExportedIdentity {
  readonly provider: string;
  readonly uid: string;
  readonly last_sign_in_at?: string;
}

/** An account in the format of exports and imports. Times are ISO 8601. */
export type ExportedUser = Readonly<
  Record<Exclude<(typeof exportedColumns)[number], 'identities'>, string | number | boolean | undefined>
> & { readonly address: User['profile']['address']; readonly identities: readonly ExportedIdentity[] };

/** Converts an account to the format of exports. */
export function exportedUser(user: User): ExportedUser {
  const { profile, currentSignIn, lastSignIn } = user;
  return {
    ...userDocument(user),
    sign_in_count: user.signInCount,
    current_sign_in_at: currentSignIn && iso(currentSignIn.at),
    last_sign_in_at: lastSignIn && iso(lastSignIn.at),
    location: profile.address?.['formatted'],
    identities: Object.entries(user.identities).map(([provider, { uid, lastSignInAt }]) => ({
      provider,
      uid,
      ...(lastSignInAt !== undefined && { last_sign_in_at: iso(lastSignInAt) }),
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
