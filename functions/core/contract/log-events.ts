/**
 * Names of diagnostic events in the functions' logs (`event` of a log line). Audit events are logged too, under their
 * own names. Alarms count these events, and docs/operations.md says what each means.
 */
export const logEvents = [
  /** A request was refused. The line has the problem's code and the reason. */
  'request_refused',
  /** A logout token was refused, or the logout that it requested failed. */
  'backchannel_logout_refused',
  /**
   * The session keys were unavailable at a sign-out. The redirect to the provider's sign-out therefore lacks
   * `id_token_hint`.
   */
  'id_token_hint_unavailable',
  /**
   * The session keys were unavailable at a sign-out. The return from the provider therefore leads to the sign-in page,
   * not to `return_to`.
   */
  'logout_return_unavailable',
  /** A refused sign-in could not be written to the audit log. */
  'audit_failed',
  /** The event bus refused an event. Lambda retries the batch from that event. */
  'event_refused',
  /** The call to the event bus failed or timed out. Lambda retries the batch. */
  'event_bus_failed',
  /** A stream record can never be published to the event bus, because it is malformed or too large. */
  'event_left_out',
  /**
   * A provider's metadata or JWKS could not be read from the table or written to it, so Lambda instances do not share
   * it.
   */
  'document_not_shared',
  /** A secret could not be read from Secrets Manager. */
  'secrets_unavailable',
  /** A client secret other than the current one authenticated the client or verified a token. */
  'client_secret_fallback',
  /** The use of a non-current client secret could not be counted for `ops secret status`. */
  'fallback_not_counted',
  /** A step of a secret's rotation succeeded. */
  'rotation_step',
  /** A step of a secret's rotation failed. */
  'rotation_failed',
  /** The failure of a secret's rotation could not be recorded in the table or the audit log. */
  'rotation_not_noted',
] as const;
export type LogEvent = (typeof logEvents)[number];
