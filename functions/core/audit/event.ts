/** What is written down of, as `ops audit`, the log and the event bus name it. */
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

/** What happened: who, what, from where. Identifiers and reasons only: no names, addresses, tokens or secrets. */
export interface AuditEvent {
  readonly event: AuditEventName;
  /** Who did it: the person, the provider, the operator at the command line, or a rule of the configuration. */
  readonly actor: 'user' | 'provider' | 'operator' | 'rule';
  /** Who the operator is, as the machine or AWS knows them. */
  readonly operator?: string;
  /** Identifier of the account that it is about. */
  readonly user?: string;
  readonly provider?: string;
  readonly session?: string;
  /** The problem's code, of a refusal. */
  readonly code?: string;
  /** Why, in words. */
  readonly reason?: string;
  /** State of the account before and after; or the account that was merged into this one. */
  readonly from?: string;
  readonly to?: string;
  /** Names of the profile's attributes that changed. */
  readonly attributes?: readonly string[];
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

/** An event that has its place in the trail. */
export interface AuditRecord extends AuditEvent {
  /** `evt_` and 128 random bits. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
