import { OpsFailure } from '../cli/failure.ts';

/** A session as the operator names it on the command line. */
export interface SessionName {
  /** Id, username or verified email address of the account that the session belongs to. */
  readonly user: string;
  /** Session id, or its first characters. */
  readonly session: string;
}

/**
 * Formats the name of a session. It includes the user id, because the session's key in the table consists of both ids.
 */
export function formatSessionName(userId: string, sessionId: string): string {
  return `${userId}/${sessionId}`;
}

/**
 * Parses the name of a session as `sessions list` shows it, complete or shortened.
 * @param user Value of `--user`, for a name without a user id.
 * @throws OpsFailure if the name is malformed, or the user is neither in the name nor in `--user`.
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
