import type { AuditEvent } from '../core/audit/event.ts';
import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { describeCauses } from '../core/base/log.ts';
import type { Problem, ProblemCode } from '../core/errors.ts';
import type { Attempt } from '../core/sessions/login-attempt.ts';
import { putAudit } from '../core/storage/audit-append.ts';
import type { OpenLogin } from './ports.ts';

/** Problem codes of failures of our own. They are logged, but not audited as refusals. */
const ownFailures: ReadonlySet<ProblemCode> = new Set([
  'temporarily_unavailable',
  'provider_not_adopted',
  'internal_error',
]);

/**
 * Records in the audit log that a person whose ID token was verified is refused. If that write fails, the failure is
 * logged, and the person still sees the refusal.
 */
export async function recordRefusal(problem: Problem, { request, attempt, ports }: OpenLogin): Promise<void> {
  if (ownFailures.has(problem.code)) return;
  const event: AuditEvent = {
    ...subjectOf(problem, attempt),
    actor: 'user',
    provider: attempt.provider,
    code: problem.code,
    reason: problem.message,
    ...originOf(request),
  };
  const record = recordOf(event, ports);
  try {
    await putAudit(ports.table, record);
    logRecord(ports.log, record);
  } catch (error) {
    ports.log('error', 'audit_failed', {
      code: problem.code,
      requestId: request.requestId,
      causes: describeCauses(error),
    });
  }
}

/**
 * The audit event of a refusal. A refused link names the account that requested it; a refused sign-in names the
 * account, if it is known.
 */
function subjectOf({ log }: Problem, { link }: Attempt): Pick<AuditEvent, 'event' | 'user' | 'session'> {
  if (link !== undefined) return { event: 'identity.link_refused', user: link.userId, session: link.sessionId };
  const user = log['user'];
  return { event: 'user.sign_in_refused', ...(typeof user === 'string' && { user }) };
}
