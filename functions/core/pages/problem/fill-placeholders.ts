import type { ProblemCode, ProblemDetails } from '../../errors.ts';
import { timeText } from '../ui/time.ts';
import type { ProblemWords } from './words.ts';
import {
  accountWords,
  bannedIdentityWords,
  bannedWords,
  otherAccountWords,
  requestWords,
  signOutRefusedWords,
  tooEarlyWords,
} from './words.ts';

/**
 * Title and sentences for every problem code. Placeholders: `{provider}`, the provider's label; `{claim}`, the missing
 * claim; `{methods}`, the HTTP methods that the path accepts. `{requested}` becomes a sentence that says when the
 * account was requested, if known. `{notBefore}` is when the person's first identity may change the sign-in methods. No
 * text from a provider or a request is inserted.
 */
const table: Readonly<Record<ProblemCode, ProblemWords>> = { ...accountWords, ...requestWords };

/** Names of claims, as people know them. A claim that is not listed is shown by its own name. */
const claimNames: ReadonlyMap<string, string> = new Map([
  ['name', 'your name'],
  ['given_name', 'your first name'],
  ['family_name', 'your last name'],
  ['nickname', 'your nickname'],
  ['preferred_username', 'your username'],
  ['email', 'your email address'],
  ['email_verified', 'a verified email address'],
  ['phone_number', 'your phone number'],
  ['phone_number_verified', 'a verified phone number'],
  ['address', 'your address'],
  ['aq:location', 'your location'],
  ['locale', 'your language'],
  ['zoneinfo', 'your time zone'],
]);

/**
 * Title and sentences of a problem, with the placeholders replaced. Without a label, `{provider}` becomes "the
 * provider".
 */
export function problemWords(code: ProblemCode, details: ProblemDetails, providerLabel?: string): ProblemWords {
  const { title, happened, next, steps } = specialWords(code, details) ?? table[code];
  const claim = details.claim ?? 'something';
  const { requestedAt, notBefore } = details;
  const fillers: Readonly<Record<string, string>> = {
    provider: providerLabel ?? 'the provider',
    Provider: providerLabel ?? 'The provider',
    claim: claimNames.get(claim) ?? claim,
    methods: details.allow?.join(', ') ?? 'other methods',
    notBefore: notBefore === undefined ? '' : timeText(notBefore),
    requested: requestedAt === undefined ? '' : ` You asked for it on ${timeText(requestedAt)}.`,
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (placeholder, name) => fillers[name] ?? placeholder);
  return { title, happened: fill(happened), next: fill(next), steps };
}

function specialWords(code: ProblemCode, details: ProblemDetails): ProblemWords | undefined {
  const { banned, linking, signingOut, unmet, notBefore } = details;
  if (code === 'reauthentication_required' && notBefore !== undefined) return tooEarlyWords;
  if (code === 'account_blocked' && banned) return linking ? bannedIdentityWords : bannedWords;
  if (code === 'required_claim_missing' && unmet !== undefined) return otherAccountWords[unmet];
  return code === 'return_to_not_allowed' && signingOut ? signOutRefusedWords : undefined;
}

/**
 * Title and detail of a problem as plain text, for problem documents (RFC 9457 section 3.1) and notices. The detail
 * says what happened and what to do next.
 */
export function problemText(
  code: ProblemCode,
  details: ProblemDetails,
  providerLabel?: string,
): { title: string; detail: string } {
  const { title, happened, next } = problemWords(code, details, providerLabel);
  return { title, detail: `${happened} ${next}` };
}
