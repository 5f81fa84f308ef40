import { OpsFailure } from '../cli/failure.ts';

/** A session as named on the command line. */
export interface SessionName {
  /** Id, username or verified email address of its user. */
  readonly user: string;
  /** Session id, or its beginning. */
  readonly session: string;
}

/** Formats user id and session id: the table's keys need both. */
export function formatSessionName(userId: string, sessionId: string): string {
  return `${userId}/${sessionId}`;
}

/**
 * Parses a session name as `sessions list` shows it, complete or shortened.
 * @param user Value of `--user`.
 * @throws OpsFailure for a malformed name, or one without a user.
 */
export function parseSessionName(text: string, user: string | undefined): SessionName {
  const [, owner, session] = /^(?:(usr_[\w-]+)\/)?(ses_[\w-]{6,})…?$/.exec(text) ?? [];
  if (session === undefined) {
    throw new OpsFailure(
      'A session is named usr_…/ses_…, as sessions list shows it; six characters after ses_ are enough.',
    );
  }
  if (owner !== undefined && user !== undefined && owner !== user) {
    throw new OpsFailure(`The session belongs to ${owner}: omit --user.`);
  }
  const whose = owner ?? user;
  if (whose !== undefined) return { user: whose, session };
  throw new OpsFailure('A session id without a user is not enough: give usr_…/ses_…, or add --user.');
}
