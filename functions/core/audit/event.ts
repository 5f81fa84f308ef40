/** Names of audit events, as they appear in `ops audit`, in the log and on the event bus. */
export const auditEventNames = [
  'user.created',
  'user.signed_in',
  'user.sign_in_refused',
  'user.signed_out',
  'user.profile_changed',
  'user.state_changed',
  'user.banned_everywhere',
  'user.unbanned_everywhere',
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
  'provider.adopted',
  'secret.staged',
  'secret.rotated',
  'secret.rotation_failed',
  'keys.rotated',
  'keys.rotation_failed',
] as const;
export type AuditEventName = (typeof auditEventNames)[number];

/** An audit event. It contains identifiers and reasons, but no names of people, email addresses, tokens or secrets. */
export interface AuditEvent {
  readonly event: AuditEventName;
  /**
   * Who caused the event: the person, the provider, an operator at the command line, or a rule of the configuration.
   */
  readonly actor: 'user' | 'provider' | 'operator' | 'rule';
  /** The operator who ran the command: the name of their user account on the machine that runs it. */
  readonly operator?: string;
  /** Identifier of the account that the event concerns. */
  readonly user?: string;
  readonly provider?: string;
  readonly session?: string;
  /** For a refused sign-in or link: the problem code with which it was refused. */
  readonly code?: string;
  /** The reason of the event, as text for operators. */
  readonly reason?: string;
  /**
   * For `user.state_changed`: the account's states before (`from`) and after (`to`). For `user.merged`, `from` is the
   * account that was merged into this one. For the `user.deleted` of that account, `to` is the account that remains. For
   * `provider.adopted`: the issuers before (`from`) and after (`to`).
   */
  readonly from?: string;
  readonly to?: string;
  /** For `user.profile_changed`: names of the changed profile attributes. */
  readonly attributes?: readonly string[];
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

/** An audit event with its identifier and time, as the audit log stores it. */
export interface AuditRecord extends AuditEvent {
  /** Identifier of the event: `evt_` and 128 random bits. */
  readonly id: string;
  /** Time of the event, milliseconds since the epoch. */
  readonly at: number;
}
