import type { AuditEvent } from '../core/audit/event.ts';
import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import type { Problem } from '../core/errors.ts';
import { describeCauses } from '../core/log.ts';
import { putAudit } from '../core/storage/audit.ts';
import type { OpenLogin } from './open-login.ts';

/**
 * Writes down that a login of this browser was refused, and why. What we could not do just now is no refusal; and that
 * the trail cannot be written keeps nobody from hearing why.
 */
export async function recordRefusal(problem: Problem, { request, attempt, ports }: OpenLogin): Promise<void> {
  if (problem.code === 'temporarily_unavailable') return;
  const user = problem.log['user'];
  const event: AuditEvent = {
    event: 'user.sign_in_refused',
    actor: 'user',
    provider: attempt.provider,
    code: problem.code,
    reason: problem.message,
    ...(typeof user === 'string' && { user }),
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
