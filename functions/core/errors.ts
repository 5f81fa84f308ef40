/** Every problem code with its HTTP status. The codes are part of the API's contract, so they never change. */
export const problemStatus = {
  unknown_provider: 404,
  unknown_issuer: 400,
  return_to_not_allowed: 400,
  audience_not_allowed: 400,
  login_not_found: 400,
  invalid_callback: 400,
  access_denied: 403,
  required_claim_missing: 403,
  sign_up_disabled: 403,
  account_pending_approval: 403,
  account_blocked: 403,
  email_domain_not_allowed: 403,
  provider_disabled: 403,
  provider_not_adopted: 503,
  reauthentication_required: 403,
  linking_not_allowed: 403,
  email_taken: 409,
  identity_taken: 409,
  another_identity_linked: 409,
  last_way_in: 409,
  provider_error: 502,
  provider_unreachable: 504,
  invalid_id_token: 502,
  temporarily_unavailable: 503,
  internal_error: 500,
  no_session: 401,
  bad_origin: 403,
  too_large: 413,
  method_not_allowed: 405,
  not_found: 404,
} as const;

export type ProblemCode = keyof typeof problemStatus;

/** A sign-in with which the person authenticates again. */
export interface Reauthentication {
  /** Configured name of the provider. */
  readonly provider: string;
  /** `max_age` of the sign-in in seconds; absent if the provider is not known to send `auth_time`. */
  readonly maxAge?: number;
}

/** Details of a problem, from which pages and problem documents are rendered. They may be shown to the person. */
export interface ProblemDetails {
  /** Configured name of the provider, if the problem concerns one. */
  readonly provider?: string;
  /** For `required_claim_missing`: name of the missing claim. */
  readonly claim?: string;
  /**
   * For `required_claim_missing`, if the setting `requiredClaims` requires the claim: whether the provider sent none, or
   * one with a value that is not accepted.
   */
  readonly unmet?: 'absent' | 'different';
  /** For `method_not_allowed`: the HTTP methods for which the path has a route. */
  readonly allow?: readonly string[];
  /** For `account_pending_approval`: when the account was created, in ISO 8601. */
  readonly requestedAt?: string;
  /** For `account_blocked`: whether the account is banned, and not only blocked. */
  readonly banned?: boolean;
  /** Whether a signed-in person was linking the provider: the problem page then leads back to the account page. */
  readonly linking?: boolean;
  /** For `reauthentication_required`: the sign-ins after which the person may repeat the request; none if absent. */
  readonly reauthentication?: readonly Reauthentication[];
  /**
   * For `reauthentication_required`, if no identity may change the sign-in methods yet: when the first one may, in ISO
   * 8601.
   */
  readonly notBefore?: string;
  /** For `return_to_not_allowed`: whether the request was a sign-out, so that the person is still signed in. */
  readonly signingOut?: boolean;
  /**
   * Where the person goes after signing in. The problem page's link to try again starts a new login with the same
   * value.
   */
  readonly returnTo?: string;
  /**
   * Names of the providers with which nobody can sign in now. Absent if it was not read from the table which ones these
   * are.
   */
  readonly switchedOff?: readonly string[];
}

/**
 * Log field of a login that was refused before an ID token said who the person is. Anybody can cause such refusals, so
 * they are counted by a metric, and not written to the audit log.
 */
export const unverified = { identity: 'unverified' } as const;

/**
 * A refusal with a stable code. Pages and problem documents are rendered from `code` and `details`. `message` and `log`
 * appear only in the log.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  /** Further fields of the log line. They contain no tokens, codes, cookies or secrets. */
  readonly log: Readonly<Record<string, unknown>>;
  /**
   * Whether anybody's request alone can bring this refusal about, whatever its code's status says: for example by an
   * `error` or a made-up `code` in the callback's URL. It is logged as `warn` at most, so it is no failure to any alarm.
   */
  readonly byRequest: boolean;

  constructor(
    code: ProblemCode,
    reason: string,
    options: { details?: ProblemDetails; log?: Record<string, unknown>; byRequest?: boolean; cause?: unknown } = {},
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.details = options.details ?? {};
    this.log = options.log ?? {};
    this.byRequest = options.byRequest ?? false;
  }

  get status(): number {
    return problemStatus[this.code];
  }

  /**
   * The same problem with further details and fields of the log line. Those that the problem already has are not
   * overwritten.
   */
  with(details: ProblemDetails, log: Readonly<Record<string, unknown>> = {}): Problem {
    return new Problem(this.code, this.message, {
      details: { ...details, ...this.details },
      log: { ...log, ...this.log },
      byRequest: this.byRequest,
      cause: this.cause,
    });
  }
}
