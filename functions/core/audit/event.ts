/** Names of audit events, in `ops audit`, in the log and on the event bus. */
export const auditEventNames = [
  'user.created',
  'user.signed_in',
  'user.sign_in_refused',
  'user.signed_out',
  'user.profile_changed',
  'user.state_changed',
  'user.merged',
  'user.deleted',
  'identity.linked',
  'identity.link_refused',
  'identity.unlinked',
  'session.ended',
  'sessions.ended',
  'provider.signed_out',
  'provider.enabled',
  'provider.disabled',
  'secret.staged',
  'secret.rotated',
  'secret.rotation_failed',
  'keys.rotated',
  'keys.rotation_failed',
] as const;
export type AuditEventName = (typeof auditEventNames)[number];

/** An audit event. Identifiers and reasons only: no names, addresses, tokens or secrets. */
export interface AuditEvent {
  readonly event: AuditEventName;
  /** The person, the provider, an operator at the command line, or a rule of the configuration. */
  readonly actor: 'user' | 'provider' | 'operator' | 'rule';
  /** The operator's name at AWS or on the machine. */
  readonly operator?: string;
  /** Identifier of the account. */
  readonly user?: string;
  readonly provider?: string;
  readonly session?: string;
  /** Problem code of a refusal. */
  readonly code?: string;
  /** Reason in words. */
  readonly reason?: string;
  /** State of the account before and after; or the account that was merged into this one. */
  readonly from?: string;
  readonly to?: string;
  /** Names of the changed profile attributes. */
  readonly attributes?: readonly string[];
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

/** An audit event with identifier and time, as the audit log stores it. */
export interface AuditRecord extends AuditEvent {
  /** `evt_` and 128 random bits. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
