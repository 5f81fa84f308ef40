import { type ProblemCode, problemStatus } from '../../../../functions/core/errors.ts';
import type { AccountModel, MethodsChange, ProviderButton } from '../../../../functions/core/pages/index.ts';

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

/** A change of the sign-in methods, of which the account page tells. */
export const methodsChange: MethodsChange = {
  ...{ change: 'linked', label: 'Google', at: '2026-11-30T09:00:00.000Z' },
  ...{ ip: '192.0.2.9', device: 'Safari on iOS' },
};

/** Somebody's account, with every field known. */
export const alice: AccountModel = {
  profile: {
    name: 'Alice Smith',
    username: 'alice',
    email: 'alice@example.com',
    emailVerified: true,
    phone: '+31 20 1234567',
    organization: 'Example',
    jobTitle: 'Engineer',
    address: 'Keizersgracht 1\nAmsterdam',
    external: true,
    createdAt: '2026-01-09T08:05:59.000Z',
    signInCount: 42,
    lastSignIn: { at: '2026-11-30T09:00:00.000Z', ip: '192.0.2.9' },
  },
  linked: [
    {
      ...{ name: 'authentiq', label: 'Authentiq', type: 'authentiq', uid: 'Xy_9-Ab' },
      ...{ linkedAt: '2026-01-09T08:05:59.000Z', lastSignInAt: '2026-12-01T09:00:00.000Z' },
      ...{ usable: true, canUnlink: true, current: true },
    },
    {
      ...{ name: 'corp', label: 'Corporate login', type: 'openid_connect', uid: 'asmith' },
      ...{ linkedAt: '2026-02-09T08:05:59.000Z', usable: false, canUnlink: true, current: false },
    },
  ],
  linkable: [{ name: 'google', label: 'Google', type: 'google' }],
  sessions: [
    {
      ...{ id: 'ses_1', current: true, device: 'Firefox on Linux', providerLabel: 'Authentiq', ip: '192.0.2.7' },
      ...{ createdAt: '2026-12-01T09:00:00.000Z', lastSeenAt: '2026-12-01T09:30:00.000Z' },
      endsAt: '2026-12-01T17:30:00.000Z',
    },
    {
      ...{ id: 'ses_2', current: false, device: 'Safari on iOS', providerLabel: 'Authentiq', ip: '2001:db8::1' },
      ...{ createdAt: '2026-11-30T09:00:00.000Z', lastSeenAt: '2026-11-30T10:30:00.000Z' },
      endsAt: '2026-12-01T18:30:00.000Z',
    },
  ],
};
