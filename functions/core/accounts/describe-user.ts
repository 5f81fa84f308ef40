import type { User } from './user.ts';

/** An account in the names of `GET /session`, without its identities. What is not known is undefined, which JSON leaves out. */
export function describeUser({ id, username, profile, state, external, createdAt }: User) {
  return {
    id,
    username,
    name: profile.name,
    first_name: profile.firstName,
    last_name: profile.lastName,
    email: profile.email,
    email_verified: profile.emailVerified,
    phone: profile.phone,
    organization: profile.organization,
    job_title: profile.jobTitle,
    address: profile.address,
    location: profile.location,
    state,
    external,
    created_at: new Date(createdAt).toISOString(),
  };
}
