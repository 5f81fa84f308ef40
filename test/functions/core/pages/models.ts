import { type ProblemCode, problemStatus } from '../../../../functions/core/errors.ts';
import type { ProviderButton, SignedInModel } from '../../../../functions/core/pages/index.ts';

/** Every problem code. */
export const codes: readonly ProblemCode[] = Object.keys(problemStatus).filter(isProblemCode);

function isProblemCode(name: string): name is ProblemCode {
  return Object.hasOwn(problemStatus, name);
}

/** A provider with the built-in icon. */
export const authentiq: ProviderButton = {
  name: 'authentiq',
  label: 'Authentiq',
  type: 'authentiq',
  href: '/login/authentiq?return_to=%2Freports',
};

/** A provider of the plain kind. */
export const corporate: ProviderButton = {
  name: 'corp',
  label: 'Corporate login',
  type: 'openid_connect',
  href: '/login/corp',
};

/** Somebody who is signed in, with every field known. */
export const alice: SignedInModel = {
  user: {
    name: 'Alice Smith',
    username: 'alice',
    email: 'alice@example.com',
    emailVerified: true,
    external: false,
    state: 'active',
    createdAt: '2026-01-09T08:05:59.000Z',
  },
  session: {
    id: 'ses_1',
    providerLabel: 'Authentiq',
    createdAt: '2026-12-01T09:00:00.000Z',
    lastSeenAt: '2026-12-01T09:30:00.000Z',
    idleExpiresAt: '2026-12-01T17:30:00.000Z',
    expiresAt: '2026-12-08T09:00:00.000Z',
  },
  identities: [{ providerLabel: 'Authentiq', uid: 'Xy_9-Ab', lastSignInAt: '2026-12-01T09:00:00.000Z' }],
  signOutAction: '/logout',
};
