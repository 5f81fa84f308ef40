import type { ProviderType } from '../../contract/provider-settings.ts';

/** Contents of the account page. All times are ISO 8601. */
export interface AccountModel {
  readonly profile: AccountProfile;
  /** Linked identities, those at switched-off providers included. */
  readonly linked: readonly LinkedProvider[];
  /** Providers that can be linked. */
  readonly linkable: readonly LinkableProvider[];
  /** That of this browser first. */
  readonly sessions: readonly AccountSession[];
  /** Confirmation of an action. */
  readonly notice?: { readonly title: string; readonly text: string };
}

/** Profile of the account. */
export interface AccountProfile {
  readonly name?: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly phone?: string;
  readonly organization?: string;
  readonly jobTitle?: string;
  /** Lines separated by line feeds. */
  readonly address?: string;
  /** Whether the account was created through a provider whose accounts are external. */
  readonly external: boolean;
  readonly createdAt: string;
  readonly signInCount: number;
  /** The sign-in before the current one. */
  readonly lastSignIn?: { readonly at: string; readonly ip?: string };
}

/** A provider with label and icon. */
export interface LinkableProvider {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  /** A `data:` URI of an image; without one the built-in icon of the type is shown. */
  readonly icon?: string;
}

/** A linked identity with its provider. */
export interface LinkedProvider extends LinkableProvider {
  readonly uid: string;
  readonly linkedAt: string;
  readonly lastSignInAt?: string;
  /** Whether its provider is configured and switched on. */
  readonly usable: boolean;
  /** Whether another usable identity remains without it. */
  readonly canUnlink: boolean;
  /** Whether this browser's session came from its provider. */
  readonly current: boolean;
}

/** A session, in this browser or another. */
export interface AccountSession {
  readonly id: string;
  readonly current: boolean;
  /** Name of the device, or of an unknown one. */
  readonly device: string;
  readonly providerLabel: string;
  readonly ip: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** When it ends without further use (idle expiry). */
  readonly endsAt: string;
}
