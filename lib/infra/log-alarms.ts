import type { LogEvent } from '../../functions/core/contract/log-events.ts';

/** When an alarm goes off: as many lines of the log in five minutes, so many times in a row. */
export interface LogAlarm {
  /** Of the metric and the alarm. */
  readonly name: string;
  /** What has happened, as a sentence that begins in lower case. */
  readonly means: string;
  /** Which lines count (CloudWatch Logs: "Filter pattern syntax for JSON log events"). */
  readonly pattern: string;
  readonly least: number;
  /** Five-minute periods in a row; one unless given. */
  readonly periods?: number;
}

/** Filter of lines with an event that the functions log. */
function eventIs(event: LogEvent): string {
  return `$.event = "${event}"`;
}

const refused = eventIs('request_refused');

/** Alarms on the functions' logs. docs/operations.md says what to do about each. */
export const logAlarms: readonly LogAlarm[] = [
  {
    name: 'RotationFailed',
    means: 'a client secret or the session keys could not be rotated; what was in use stays in use.',
    pattern: `{ ${eventIs('rotation_failed')} }`,
    least: 1,
  },
  {
    name: 'ClientSecretRefused',
    means: 'a provider refuses our client secret, so nobody can sign in with it.',
    pattern: `{ ${refused} && ($.error = "invalid_client" || $.error = "unauthorized_client") }`,
    least: 1,
  },
  {
    name: 'ClientSecretFallback',
    means: 'for an hour another client secret than the current one has been needed: a rotation was not finished.',
    pattern: `{ ${eventIs('client_secret_fallback')} && $.use = "authenticate" }`,
    least: 1,
    periods: 12,
  },
  {
    name: 'SecretsUnavailable',
    means: 'Secrets Manager does not answer; what was read before is used for an hour at most.',
    pattern: `{ ${eventIs('secrets_unavailable')} }`,
    least: 3,
  },
  {
    name: 'ProviderUnreachable',
    means: 'a provider does not answer in time.',
    pattern: `{ ${refused} && $.code = "provider_unreachable" }`,
    least: 5,
  },
  {
    name: 'SignInFailing',
    means: 'requests fail for other reasons than what people did.',
    pattern: `{ ${refused} && $.level = "error" }`,
    least: 10,
  },
  {
    name: 'LogoutFailed',
    means: 'a sign-out that a provider asked for could not be carried out.',
    pattern: `{ ${eventIs('backchannel_logout_refused')} && $.level = "error" }`,
    least: 1,
  },
  {
    name: 'AuditFailed',
    means: 'a refused sign-in could not be written into the trail.',
    pattern: `{ ${eventIs('audit_failed')} }`,
    least: 1,
  },
];
