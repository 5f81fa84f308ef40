import type { LogEvent } from '../../functions/core/contract/log-events.ts';

/**
 * CloudWatch alarm on log lines. It is raised if at least `minLines` matching lines are logged in five minutes, in each
 * of `periods` consecutive periods.
 */
export interface LogAlarm {
  /** Name of the metric and the alarm. */
  readonly name: string;
  /**
   * Cause of the alarm, as a sentence that begins in lower case: the alarm's description puts "Postern: " before it.
   */
  readonly meaning: string;
  /** Pattern of the lines that count (CloudWatch Logs User Guide, "Filter pattern syntax", JSON log events). */
  readonly pattern: string;
  readonly minLines: number;
  /**
   * Pattern of lines to compare with. The alarm is raised only in periods with more matching lines than lines of this
   * pattern: it watches a proportion, because single lines can be caused by anybody.
   */
  readonly outnumberedBy?: string;
  /** Number of consecutive five-minute periods. Default: one. */
  readonly periods?: number;
}

/** Condition of a filter pattern: the log line has this value of `event`. */
function eventIs(event: LogEvent | 'user.signed_in'): string {
  return `$.event = "${event}"`;
}

const refused = eventIs('request_refused');

/**
 * Alarms on the functions' logs. docs/operations.md has the remediation for each, and says what can set it off. What
 * anybody's requests alone can cause is counted by no alarm with a single line, and never told as a provider's doing.
 */
export const logAlarms: readonly LogAlarm[] = [
  {
    name: 'RotationFailed',
    meaning: 'a client secret or the session keys could not be rotated; the previous version stays in use.',
    pattern: `{ ${eventIs('rotation_failed')} }`,
    minLines: 1,
  },
  {
    name: 'ClientSecretRefused',
    meaning: 'a provider refuses the client credentials, so nobody can sign in with it.',
    // Only endpoints at which we authenticate set this check. An `error` in a callback's URL is logged apart from it.
    pattern: `{ ${refused} && $.check = "client_authentication" }`,
    minLines: 1,
  },
  {
    name: 'ClientSecretWithheld',
    meaning:
      'a stored client secret belongs to another issuer or client than the configured ones, and is not presented.',
    pattern: `{ ${refused} && $.check = "secret_binding" }`,
    minLines: 1,
  },
  {
    name: 'ClientSecretFallback',
    meaning: 'sign-ins have used a non-current client secret for an hour; finish the rotation.',
    pattern: `{ ${eventIs('client_secret_fallback')} && $.use = "authenticate" }`,
    minLines: 1,
    periods: 12,
  },
  {
    name: 'SecretsUnavailable',
    meaning: 'Secrets Manager does not answer; cached secrets are used for at most an hour.',
    pattern: `{ ${eventIs('secrets_unavailable')} }`,
    minLines: 3,
  },
  {
    name: 'ProviderUnreachable',
    meaning: 'a provider does not answer in time.',
    pattern: `{ ${refused} && $.code = "provider_unreachable" }`,
    minLines: 5,
  },
  {
    name: 'ProviderNotAdopted',
    meaning:
      'nobody can sign in with a provider, because its accounts belong to another issuer than the configured one.',
    pattern: `{ ${refused} && $.code = "provider_not_adopted" }`,
    minLines: 1,
  },
  {
    name: 'SignInFailing',
    meaning: 'requests fail for reasons other than user errors.',
    pattern: `{ ${refused} && $.level = "error" }`,
    minLines: 10,
  },
  {
    name: 'SignInsRefused',
    meaning:
      'for a quarter of an hour, more logins were refused than succeeded; it may be a flood of invented requests.',
    pattern: `{ ${refused} && $.identity = "unverified" }`,
    minLines: 20,
    outnumberedBy: `{ ${eventIs('user.signed_in')} }`,
    periods: 3,
  },
  {
    name: 'LogoutFailed',
    meaning: 'a back-channel logout of a provider could not be completed.',
    pattern: `{ ${eventIs('backchannel_logout_refused')} && $.level = "error" && $.token = "verified" }`,
    minLines: 1,
  },
  {
    name: 'LogoutUnverified',
    meaning: 'logout tokens cannot be verified, because keys of a provider cannot be read.',
    pattern: `{ ${eventIs('backchannel_logout_refused')} && $.level = "error" && $.token = "unverified" }`,
    minLines: 5,
  },
  {
    name: 'AuditFailed',
    meaning: 'a refused sign-in of a verified person could not be written to the audit log.',
    pattern: `{ ${eventIs('audit_failed')} }`,
    minLines: 1,
  },
];
