import { domainToASCII, domainToUnicode } from 'node:url';
import { Problem } from '../errors.ts';
import { emailKey, mailbox, type Profile } from './profile.ts';

/** Allowed and blocked email domains of a provider. */
export interface DomainRules {
  readonly allowedEmailDomains: readonly string[];
  readonly blockedEmailDomains: readonly string[];
}

/**
 * The domain of the profile's email address, if verified: in its DNS form (RFC 5891), unless that folds look-alikes.
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
 * The problem of an email domain that may not sign in. Only a verified address counts: an unverified one could claim an
 * allowed domain, or hide a blocked one.
 * @returns undefined if the domain is allowed.
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
