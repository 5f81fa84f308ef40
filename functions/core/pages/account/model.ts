import type { ProviderType } from '../../contract/provider-settings.ts';

/** What the account page shows. All times are ISO 8601. */
export interface AccountModel {
  readonly profile: AccountProfile;
  /** Ways into the account, those that cannot be used at the moment among them. */
  readonly linked: readonly LinkedProvider[];
  /** Providers that can be linked. */
  readonly linkable: readonly LinkableProvider[];
  /** The browser's own first. */
  readonly sessions: readonly AccountSession[];
  /** What was done just now. */
  readonly notice?: { readonly title: string; readonly text: string };
}

/** Who it is. */
export interface AccountProfile {
  readonly name?: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly phone?: string;
  readonly organization?: string;
  readonly jobTitle?: string;
  /** A line feed between its lines. */
  readonly address?: string;
  /** Whether the account came through a provider whose accounts are external. */
  readonly external: boolean;
  readonly createdAt: string;
  readonly signInCount: number;
  /** The sign-in before the current one. */
  readonly lastSignIn?: { readonly at: string; readonly ip?: string };
}

/** A provider as a person recognises it. */
export interface LinkableProvider {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  /** A `data:` URI of an image; without one the built-in icon of the type is shown. */
  readonly icon?: string;
}

/** A way into the account. */
export interface LinkedProvider extends LinkableProvider {
  readonly uid: string;
  readonly linkedAt: string;
  readonly lastSignInAt?: string;
  /** Whether it can be used at the moment. */
  readonly usable: boolean;
  /** Whether another way in would be left without it. */
  readonly canUnlink: boolean;
  /** Whether this browser's session came through it. */
  readonly current: boolean;
}

/** A session, in this browser or another. */
export interface AccountSession {
  readonly id: string;
  readonly current: boolean;
  /** What it is called, known or not. */
  readonly device: string;
  readonly providerLabel: string;
  readonly ip: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** When it ends unless it is used. */
  readonly endsAt: string;
}
