import type { SignInMethodsChange, User } from '../../core/accounts/user.ts';
import { isoTime } from '../../core/base/iso-time.ts';
import type { SessionLimits } from '../../core/contract/settings.ts';
import type { AccountNotice } from '../../core/http/site.ts';
import type {
  AccountModel,
  AccountProfile,
  AccountSession,
  LinkedProvider,
  MethodsChange,
} from '../../core/pages/index.ts';
import { deviceName } from '../../core/sessions/device-name.ts';
import { idleEnd, type Session } from '../../core/sessions/session.ts';
import type { Account } from './model.ts';
import type { AccountProvider } from './providers.ts';

/**
 * Notices that confirm an action on the account page. The query parameter `notice` selects one by name. The parameter's
 * value itself is never shown, so a link cannot put text on the page.
 */
const notices = new Map<string, { readonly title: string; readonly text: string }>(
  Object.entries({
    linked: { title: 'Linked', text: 'You can sign in with it from now on. All your other sessions have ended.' },
    unlinked: {
      title: 'Unlinked',
      text: 'It is no longer a way into your account. All your other sessions have ended.',
    },
    unlinked_address: {
      title: 'Unlinked',
      text: 'It is no longer a way into your account. It had confirmed your email address, which is not verified any more. All your other sessions have ended.',
    },
    session_ended: { title: 'Session ended', text: 'That browser has to sign in again.' },
    sessions_ended: { title: 'All other sessions ended', text: 'You are signed in here only.' },
  } satisfies Record<AccountNotice, object>),
);

/**
 * Creates the model of the account page, with times in ISO 8601 and the providers' display names.
 * @param noticeName Value of the query parameter `notice`; an unknown name shows no notice.
 */
export function accountPageModel(account: Account, limits: SessionLimits, noticeName: string | null): AccountModel {
  const { user, session, sessions, providers, methodsChange } = account;
  const notice = notices.get(noticeName ?? '');
  const labels = new Map(providers.map(({ name, label }) => [name, label]));
  return {
    profile: profileOf(user, labels),
    linked: providers.flatMap((provider) => linkedProvider(provider, session)),
    linkable: providers.filter(({ canLink }) => canLink),
    sessions: sessions.map((one) => accountSession(one, session, limits, labels.get(one.provider) ?? one.provider)),
    ...(notice && { notice }),
    ...(methodsChange && { methodsChange: changeOf(methodsChange, labels) }),
  };
}

function changeOf(change: SignInMethodsChange, labels: ReadonlyMap<string, string>): MethodsChange {
  return { ...change, label: labels.get(change.provider) ?? change.provider, at: isoTime(change.at) };
}

function profileOf(
  { username, profile, external, createdAt, signInCount, lastSignIn }: User,
  labels: ReadonlyMap<string, string>,
): AccountProfile {
  const { address, emailVerifiedBy: voucher, ...known } = profile;
  const lines = address?.['formatted'] ?? Object.values(address ?? {}).join(', ');
  return {
    ...known,
    ...{ username, external, createdAt: isoTime(createdAt), signInCount },
    ...(lines !== '' && { address: lines }),
    ...(voucher !== undefined && { emailVerifiedBy: labels.get(voucher) ?? voucher }),
    ...(lastSignIn && { lastSignIn: { ...lastSignIn, at: isoTime(lastSignIn.at) } }),
  };
}

function linkedProvider({ identity, ...provider }: AccountProvider, session: Session): readonly LinkedProvider[] {
  if (identity === undefined) return [];
  const { uid, linkedAt, lastSignInAt } = identity;
  return [
    {
      ...provider,
      ...{ uid, linkedAt: isoTime(linkedAt), current: session.provider === provider.name },
      ...(lastSignInAt !== undefined && { lastSignInAt: isoTime(lastSignInAt) }),
    },
  ];
}

function accountSession(session: Session, current: Session, limits: SessionLimits, label: string): AccountSession {
  const { id, ip, createdAt, lastSeenAt } = session;
  return {
    ...{ id, ip, current: id === current.id, providerLabel: label, device: deviceName(session) },
    createdAt: isoTime(createdAt),
    lastSeenAt: isoTime(lastSeenAt),
    endsAt: isoTime(idleEnd(session, limits)),
  };
}
