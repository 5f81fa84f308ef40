import type { AuditEvent } from '../core/audit/event.ts';
import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { describeCauses } from '../core/base/log.ts';
import type { Problem, ProblemCode } from '../core/errors.ts';
import type { Attempt } from '../core/sessions/attempt.ts';
import { putAudit } from '../core/storage/audit.ts';
import type { OpenLogin } from './ports.ts';

/** What we could not do just now, or did wrongly, is no refusal of anybody's. */
const ownFailures: ReadonlySet<ProblemCode> = new Set(['temporarily_unavailable', 'internal_error']);

/**
 * Writes down that a login of this browser was refused, and why. That the trail cannot be written keeps nobody from
 * hearing why.
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

/** What was refused to whom: a link to the account that asked for it, a sign-in to the one that it would have been into. */
function subjectOf({ log }: Problem, { link }: Attempt): Pick<AuditEvent, 'event' | 'user' | 'session'> {
  if (link !== undefined) return { event: 'identity.link_refused', user: link.userId, session: link.sessionId };
  const user = log['user'];
  return { event: 'user.sign_in_refused', ...(typeof user === 'string' && { user }) };
}
