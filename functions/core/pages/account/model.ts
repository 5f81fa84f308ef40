import type { ProviderType } from '../../contract/provider-settings.ts';

/** Contents of the account page. All times are in ISO 8601. */
export interface AccountModel {
  readonly profile: AccountProfile;
  /** The account's linked identities, including those at providers that are switched off. */
  readonly linked: readonly LinkedProvider[];
  /** Providers at which the account has no identity yet, and can link one. */
  readonly linkable: readonly LinkableProvider[];
  /** The user's active sessions; this browser's is the first. */
  readonly sessions: readonly AccountSession[];
  /** Message that confirms the action from which the person was redirected to the page. */
  readonly notice?: { readonly title: string; readonly text: string };
  /** The last change of the sign-in methods, if the person is to be told of it. */
  readonly methodsChange?: MethodsChange;
}

/** The last change of the account's sign-in methods, as shown. */
export interface MethodsChange {
  readonly change: 'linked' | 'unlinked';
  /** Label of the provider. */
  readonly label: string;
  readonly at: string;
  readonly ip?: string;
  /** Browser and operating system of the device; absent if unknown. */
  readonly device?: string;
}

/** Profile of the account, as shown. */
export interface AccountProfile {
  readonly name?: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** Label of the provider that vouches for the verified email address, if one is known. */
  readonly emailVerifiedBy?: string;
  readonly phone?: string;
  readonly organization?: string;
  readonly jobTitle?: string;
  /** Postal address; its lines are separated by line feeds. */
  readonly address?: string;
  /** Whether the account was created through a provider that `externalProviders` lists. */
  readonly external: boolean;
  readonly createdAt: string;
  readonly signInCount: number;
  /** The sign-in before the current one. */
  readonly lastSignIn?: { readonly at: string; readonly ip?: string };
}

/** A provider that can be linked, with label and icon. */
export interface LinkableProvider {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  /** A `data:` URI of the provider's icon; without it the built-in icon of its type is shown. */
  readonly icon?: string;
}

/** A linked identity, with the provider that it belongs to. */
export interface LinkedProvider extends LinkableProvider {
  readonly uid: string;
  readonly linkedAt: string;
  readonly lastSignInAt?: string;
  /** Whether the identity's provider is configured and switched on. */
  readonly usable: boolean;
  /** Whether the identity can be unlinked: another usable identity must remain. */
  readonly canUnlink: boolean;
  /** Whether this browser's session was opened through this identity. */
  readonly current: boolean;
}

/** A session of the user, in this browser or another. */
export interface AccountSession {
  readonly id: string;
  readonly current: boolean;
  /** Browser and operating system of the device, or "Unknown device". */
  readonly device: string;
  readonly providerLabel: string;
  readonly ip: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** When the session ends if it is not used again (idle expiry). */
  readonly endsAt: string;
}
