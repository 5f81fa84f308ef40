import { OpsFailure } from '../cli/failure.ts';

/** What names a session on the command line. */
export interface SessionName {
  /** Id, username or verified address of whose it is. */
  readonly user: string;
  /** The session's identifier, or its beginning. */
  readonly session: string;
}

/** Whose a session is and which it is: the table keeps sessions by their users, so that both are needed. */
export function formatSessionName(userId: string, sessionId: string): string {
  return `${userId}/${sessionId}`;
}

/**
 * Reads a session's name as `sessions list` shows it, in full or cut short.
 * @param user As `--user` gave it.
 * @throws OpsFailure for what names no session, or does not say whose.
 */
export function parseSessionName(text: string, user: string | undefined): SessionName {
  const [, owner, session] = /^(?:(usr_[\w-]+)\/)?(ses_[\w-]{6,})…?$/.exec(text) ?? [];
  if (session === undefined) {
    throw new OpsFailure(
      'A session is named usr_…/ses_…, as sessions list shows it; six characters after ses_ will do.',
    );
  }
  if (owner !== undefined && user !== undefined && owner !== user) {
    throw new OpsFailure(`The session is one of ${owner}: leave --user out.`);
  }
  const whose = owner ?? user;
  if (whose !== undefined) return { user: whose, session };
  throw new OpsFailure('The name of a session alone does not tell whose it is: give usr_…/ses_…, or add --user.');
}
