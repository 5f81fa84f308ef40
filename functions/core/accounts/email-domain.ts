import { domainToASCII, domainToUnicode } from 'node:url';
import { Problem } from '../errors.ts';
import { emailKey, mailbox, type Profile } from './profile.ts';

/** Email domains whose users may, or may not, sign in with a provider. */
export interface DomainRules {
  readonly allowedEmailDomains: readonly string[];
  readonly blockedEmailDomains: readonly string[];
}

/**
 * The domain of the profile's email address in its DNS form (Punycode, RFC 5891); undefined if the email address is
 * absent or not verified. If the DNS form would merge the domain with a look-alike, the domain is returned unchanged.
 */
export function verifiedDomain({ email, emailVerified }: Profile): string | undefined {
  if (email === undefined || !emailVerified) return undefined;
  const domain = domainOf(mailbox(email));
  const ascii = domainToASCII(domain);
  return domainToUnicode(ascii) === domain ? ascii : domain;
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

/**
 * Checks whether the domain of a person's email address may sign in with the provider. Only a verified email address
 * counts. With an unverified one, a person could claim an allowed domain or hide a blocked one.
 * @returns The problem that refuses the sign-in; undefined if the domain is allowed.
 */
export function domainProblem(profile: Profile, rules: DomainRules): Problem | undefined {
  const { allowedEmailDomains: allowed, blockedEmailDomains: blocked } = rules;
  if (allowed.length === 0 && blocked.length === 0) return undefined;
  const { email = '' } = profile;
  const domain = verifiedDomain(profile);
  if (domain === undefined) {
    const claim = profile.email === undefined ? 'email' : 'email_verified';
    const reason = 'the domain of the address decides here, and no verified address came';
    return new Problem('required_claim_missing', reason, { details: { claim } });
  }
  const folded = domainOf(emailKey(email));
  const isBlocked = [domain, folded, domainToASCII(folded)].some((form) => blocked.includes(form));
  if (isBlocked || (allowed.length > 0 && !allowed.includes(domain))) {
    return new Problem('email_domain_not_allowed', 'addresses of this domain may not sign in with this provider');
  }
  return undefined;
}
