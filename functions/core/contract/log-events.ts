/**
 * Diagnostic events of the functions' logs (`event` of a line), beside the audit events. Alarms count them;
 * docs/operations.md says what each means.
 */
export const logEvents = [
  /** A request was refused: one line each, with the problem's code and the reason. */
  'request_refused',
  /** A logout token was refused, or its logout failed. */
  'backchannel_logout_refused',
  /** The session keys were unavailable at a sign-out, so the provider gets no ID token hint. */
  'id_token_hint_unavailable',
  /** The session keys were unavailable at a sign-out, so the return from the provider ends at the sign-in page. */
  'logout_return_unavailable',
  /** A refused sign-in could not be written to the audit log. */
  'audit_failed',
  /** The event bus refused an event, which is retried. */
  'event_refused',
  /** The event bus did not answer; the batch is retried. */
  'event_bus_failed',
  /** A stream record can never be put on the event bus. */
  'event_left_out',
  /** The table failed to read or write a provider's metadata or keys. */
  'document_not_shared',
  /** A secret could not be read. */
  'secrets_unavailable',
  /** A non-current client secret was needed. */
  'client_secret_fallback',
  /** A fallback could not be counted for `ops secret status`. */
  'fallback_not_counted',
  /** A rotation step succeeded. */
  'rotation_step',
  /** A rotation step failed. */
  'rotation_failed',
  /** The failure of a rotation could not be recorded in the table or the audit log. */
  'rotation_not_noted',
] as const;
export type LogEvent = (typeof logEvents)[number];
