import type { Profile } from './profile.ts';

/** Usernames that are never assigned, since they could be mistaken for a part of the service or clash with a route. */
const reserved = new Set([
  ...['admin', 'administrator', 'root', 'system', 'support', 'security', 'postern', 'api', 'www', 'help', 'about'],
  ...['login', 'logout', 'callback', 'session', 'sessions', 'account', 'accounts', 'health', 'user', 'users', 'me'],
  ...['null', 'undefined', 'anonymous', 'nobody', 'everyone', 'ghost', 'none', 'unknown', 'webmaster', 'postmaster'],
]);

const maximumLength = 48;

/**
 * The username that a profile suggests. `preferred_username`, `nickname` and the email address are tried in this order.
 * The part before `@` is converted to lower-case ASCII and trimmed, and the first result that is not empty is used. If
 * all are empty, the username is `user`.
 */
export function suggestedUsername(profile: Profile): string {
  const sources = [profile.preferredUsername, profile.nickname, profile.email];
  const folded = sources.map(fold).find((name) => name !== '');
  return folded ?? 'user';
}

function fold(source: string | undefined): string {
  const ascii = (source ?? '')
    .replace(/@.*/s, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_.-]/g, '-')
    // Commands for operators interpret a name that begins with `usr_` as a user id, so no username may begin with it.
    .replace(/^[_.-]*usr_/, 'usr-');
  const trim = (text: string) => text.replace(/^[_.-]|[_.-]$/g, '');
  return trim(trim(ascii.replace(/[_.-]{2,}/g, '-')).slice(0, maximumLength));
}

/**
 * The username for one attempt to create an account. The first attempt uses the suggestion itself, unless it is
 * reserved. Later attempts append 2, 3 and 4, then random digits, so that many people of the same name do not contend
 * for the next number.
 * @param attempt Number of the attempt, from 0.
 * @param random Returns a number from 0 up to 1.
 */
export function usernameCandidate(suggestion: string, attempt: number, random: () => number): string {
  if (attempt === 0 && !reserved.has(suggestion)) return suggestion;
  if (attempt < 4) return `${suggestion}${attempt + 1}`;
  return `${suggestion}${Math.floor(100_000 + random() * 900_000)}`;
}
