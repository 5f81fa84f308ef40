import type { Profile } from './profile.ts';

/** Reserved names: they could be mistaken for a part of the service, or clash with a route. */
const reserved = new Set([
  ...['admin', 'administrator', 'root', 'system', 'support', 'security', 'postern', 'api', 'www', 'help', 'about'],
  ...['login', 'logout', 'callback', 'session', 'sessions', 'account', 'accounts', 'health', 'user', 'users', 'me'],
  ...['null', 'undefined', 'anonymous', 'nobody', 'everyone', 'ghost', 'none', 'unknown', 'webmaster', 'postmaster'],
]);

const maximumLength = 48;

/**
 * The username that a profile suggests: preferred_username or nickname cut at `@`, otherwise the local part of the email
 * address, folded to lower-case ASCII and trimmed. `user` if nothing is left.
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
    // Operators' commands take this prefix for a user id.
    .replace(/^[_.-]*usr_/, 'usr-');
  const trim = (text: string) => text.replace(/^[_.-]|[_.-]$/g, '');
  return trim(trim(ascii.replace(/[_.-]{2,}/g, '-')).slice(0, maximumLength));
}

/**
 * The username to try at an attempt: the suggestion itself (unless reserved), then with 2, 3 and 4, then with random
 * digits, so that many people of one name do not contend for the next number.
 * @param attempt From 0.
 * @param random A number from 0 up to 1.
 */
export function usernameCandidate(suggestion: string, attempt: number, random: () => number): string {
  if (attempt === 0 && !reserved.has(suggestion)) return suggestion;
  if (attempt < 4) return `${suggestion}${attempt + 1}`;
  return `${suggestion}${Math.floor(100_000 + random() * 900_000)}`;
}
