import type { JwsAlgorithm } from '../../functions/core/contract/algorithms.ts';
import type {
  ClaimValue,
  ClientAssertionRules,
  ProviderSettings,
  ProviderType,
} from '../../functions/core/contract/provider-settings.ts';
import type { SyncableAttribute } from '../../functions/core/contract/settings.ts';

/** Provider names; `true` means every provider, `false` none. */
export type ProviderSelection = boolean | readonly string[];

/**
 * The configuration block as written: `context.postern` of cdk.json, or a file for `--config`. `postern.schema.json`
 * has the same keys for editors. `parseConfig` validates a block, and also checks what neither this type nor the schema
 * can express.
 */
export interface PosternBlock {
  /** Path or URL of postern.schema.json, for completion and checks in an editor. Not part of the configuration. */
  readonly $schema?: string;
  /**
   * `false` switches sign-in off: every provider's routes answer 404. Open sessions stay.
   * @default true
   */
  readonly enabled?: boolean;
  /** 1 to 20 identity providers, in the order in which the sign-in page shows them. */
  readonly providers: readonly ProviderBlock[];
  /**
   * Providers that may create accounts. Somebody without an account who signs in with another provider is refused with
   * `sign_up_disabled`.
   * @default false
   */
  readonly allowSingleSignOn?: ProviderSelection;
  /**
   * Whether a new account waits for approval by an operator.
   * @default true
   */
  readonly blockAutoCreatedUsers?: boolean;
  /**
   * Email domains, compared exactly. A new account whose verified email address is in one of them does not wait for
   * approval.
   * @default []
   */
  readonly autoApprove?: readonly string[];
  /**
   * Providers whose verified email address links a new identity to the account that already has this email address.
   * @default false
   */
  readonly autoLinkUser?: ProviderSelection;
  /**
   * Providers whose new accounts are marked `external`.
   * @default []
   */
  readonly externalProviders?: ProviderSelection;
  /**
   * Providers whose claims update the profile at each sign-in.
   * @default false
   */
  readonly syncProfileFromProvider?: ProviderSelection;
  /**
   * Profile attributes that the providers in `syncProfileFromProvider` update at each sign-in; `true` means all.
   * @default ["email"]
   */
  readonly syncProfileAttributes?: true | readonly SyncableAttribute[];
  /**
   * Provider that `/login` redirects to without showing the sign-in page.
   * @default null
   */
  readonly autoSignInWithProvider?: string | null;
  /** Where a login without `return_to` leads: a path, or a URL of an origin in `appOrigins`. Default: the account page. */
  readonly landingPage?: string;
  /**
   * Origins of apps, as browsers send them. `return_to` may lead to them, and their pages may call the session API
   * (CORS).
   * @default []
   */
  readonly appOrigins?: readonly string[];
  /**
   * Audiences besides its own for which pages of an origin in `appOrigins` may request API tokens: lists of origins, by
   * the origin of the page.
   * @default {}
   */
  readonly tokenAudiences?: Readonly<Record<string, readonly string[]>>;
  /**
   * Domain attribute of the session cookie: `domain.name` or a parent domain of it. Without this key, only the API's
   * own host receives the cookie.
   */
  readonly cookieDomain?: string;
  /** Lifetimes of sessions, and the rotation interval of session keys. */
  readonly session?: SessionBlock;
  /** Custom domain of the HTTP API. If it is set, the host name that AWS gives the API is switched off. */
  readonly domain?: DomainBlock;
}

/** One identity provider. A key that is left out has the value that the preset of `type` gives it. */
export interface ProviderBlock {
  /**
   * Name of the provider in URLs (`/login/corp`): 1 to 32 of a-z, 0-9 and hyphen. Accounts are found by this name and
   * the user's ID at the provider, so never rename a provider.
   */
  readonly name: string;
  /**
   * Preset that supplies the defaults of the other keys. Default: the preset that is named like the provider
   * (`google`), if there is one; otherwise `openid_connect`.
   */
  readonly type?: ProviderType;
  /** Text on the provider's sign-in button, 1 to 64 characters. Default: the preset's, otherwise made from the name. */
  readonly label?: string;
  /** Path of an SVG, PNG, JPEG or WebP file beside the configuration, or a `data:` URI; at most 32 KB. */
  readonly icon?: string;
  /**
   * `false` removes the provider's sign-in button, and its routes answer 404. The provider's secret is retained.
   * @default true
   */
  readonly enabled?: boolean;
  /** Client ID that the provider issued, 1 to 255 printable ASCII characters. */
  readonly appId: string;
  /** Issuer, exactly as in the provider's metadata: an https URL. Required if the preset has none. */
  readonly issuer?: string;
  /**
   * Parameters of the authorization request.
   * @default {}
   */
  readonly args?: AuthorizationArgs;
  /** The only algorithm that ID tokens and logout tokens may be signed with. Default: the preset's. */
  readonly idTokenSignedResponseAlg?: JwsAlgorithm;
  /** Client authentication at the token endpoint. Default: the preset's. */
  readonly tokenEndpointAuthMethod?: ProviderSettings['tokenEndpointAuthMethod'];
  /**
   * Algorithm that signs client assertions. Default: the preset's for `private_key_jwt`, HS256 for `client_secret_jwt`.
   */
  readonly tokenEndpointAuthSigningAlg?: JwsAlgorithm;
  /**
   * Audience of client assertions: the issuer, or the URL of the endpoint that receives the assertion. Default: the
   * preset's.
   */
  readonly clientAssertionAudience?: ClientAssertionRules['audience'];
  /**
   * How the provider returns the authorization code: in the query of a redirect, or in a form that the browser posts.
   * Default: the preset's.
   */
  readonly responseMode?: ProviderSettings['responseMode'];
  /**
   * Whether authorization requests are pushed (RFC 9126). `auto`: if the provider's metadata offers it. Default: the
   * preset's.
   */
  readonly pushedAuthorizationRequests?: ProviderSettings['pushedAuthorizationRequests'];
  /**
   * Whether claims are requested from UserInfo. `auto`: if a claim of the scope is not in the ID token. Default: the
   * preset's.
   */
  readonly userinfo?: ProviderSettings['userinfo'];
  /**
   * The only algorithm that UserInfo responses may be signed with. Default: UserInfo responses are plain JSON, not
   * signed.
   */
  readonly userinfoSignedResponseAlg?: JwsAlgorithm;
  /**
   * Hours in which the previous client secret still verifies tokens signed with it (HS256, HS384, HS512).
   * @default 24
   */
  readonly secretOverlapHours?: number;
  /**
   * Whether signed-in people may link this provider to their account. `false` does not restrict `autoLinkUser`.
   * @default true
   */
  readonly linkable?: boolean;
  /** Email domains, compared exactly: only people with a verified email address in one of them may sign in. */
  readonly allowedEmailDomains?: readonly string[];
  /**
   * Email domains, compared exactly: people with an email address in one of them may not sign in.
   * @default []
   */
  readonly blockedEmailDomains?: readonly string[];
  /**
   * Claims that a person must have at each sign-in, with the value or one of the values of each. `args.hd` and
   * `args.organization` add to them.
   * @default {}
   */
  readonly requiredClaims?: Readonly<Record<string, ClaimValue | readonly ClaimValue[]>>;
  /** Microsoft only: IDs of the tenants whose people may sign in. */
  readonly tenants?: readonly string[];
  /** Apple only: ID of the developer team, 10 capital letters and digits. */
  readonly teamId?: string;
  /** Apple only: ID of the private key that signs client secrets, 10 capital letters and digits. */
  readonly keyId?: string;
}

/** Parameters of the authorization request. Parameters that are not listed here are sent as they are. */
export interface AuthorizationArgs {
  /** Scope values separated by single spaces; `openid` is always added. Default: the preset's. */
  readonly scope?: string;
  /** `none`, or one or more of `login`, `consent` and `select_account` separated by spaces. */
  readonly prompt?: string;
  /** How the provider shows its pages; only Authentiq knows `modal`. */
  readonly display?: 'page' | 'popup' | 'touch' | 'wap' | 'modal';
  /** Maximum time since the user authenticated at the provider, in seconds. */
  readonly max_age?: number;
  readonly [parameter: string]: string | number | undefined;
}

/** Lifetimes of sessions, and the rotation interval of session keys. */
export interface SessionBlock {
  /**
   * Minutes without use after which a session ends. If `absoluteHours` is less than 8, it lowers the default.
   * @default 480
   */
  readonly idleMinutes?: number;
  /**
   * Hours after sign-in at which a session ends, even if it is in use.
   * @default 168
   */
  readonly absoluteHours?: number;
  /**
   * Minutes after signing in within which a person may link and unlink providers; later, the person must sign in again.
   * @default 10
   */
  readonly freshMinutes?: number;
  /**
   * Days between two rotations of the session keys.
   * @default 30
   */
  readonly rotateKeysAfterDays?: number;
}

/** Custom domain of the HTTP API. */
export interface DomainBlock {
  /** Host name in lower case, for example login.example.com. */
  readonly name: string;
  /** ARN of an ACM certificate for this host name, in the region of the API. */
  readonly certificateArn: string;
}
