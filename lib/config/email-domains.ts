import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';
import { isHostName } from './urls.ts';

/**
 * Reads a list of email domains. An email address matches only if its domain equals a listed one, so subdomains must be
 * listed separately.
 */
export function readEmailDomains(field: Field): readonly string[] {
  return field.items().map((item) => item.string(isHostName, remedyFor(item.value)));
}

/**
 * Reads the allowed and blocked email domains of a provider. If either list is set, people need a verified email
 * address to sign in. So both lists are refused for a provider whose email addresses never count as verified.
 */
export function readDomainRules(
  key: (name: 'allowedEmailDomains' | 'blockedEmailDomains') => Field,
  { emailTrust, scope }: Pick<ProviderSettings, 'emailTrust' | 'scope'>,
): Pick<ProviderSettings, 'allowedEmailDomains' | 'blockedEmailDomains'> {
  const [allowed, blocked] = [key('allowedEmailDomains'), key('blockedEmailDomains')];
  const allowedEmailDomains = readEmailDomains(allowed);
  const blockedEmailDomains = readEmailDomains(blocked);
  if (Array.isArray(allowed.value) && allowed.value.length === 0) {
    allowed.refuse('An empty list is ambiguous (nobody or everybody): name domains, or remove the key.');
  }
  const both = blockedEmailDomains.find((domain) => domain !== '' && allowedEmailDomains.includes(domain));
  if (both !== undefined) {
    blocked.refuse(`${both} is in allowedEmailDomains too: remove it from one of the lists.`);
  }
  if (emailTrust === 'never') {
    if (allowedEmailDomains.length > 0) allowed.refuse(unverifiedRemedy);
    if (blockedEmailDomains.length > 0) blocked.refuse(unverifiedRemedy);
  }
  const listed = allowedEmailDomains.length > 0 ? allowed : blocked;
  if (allowedEmailDomains.length + blockedEmailDomains.length > 0 && !/(?:^| )email(?:~|$| )/.test(scope)) {
    listed.refuse('Nobody could sign in without an email address: add email to args.scope, or remove the key.');
  }
  return { allowedEmailDomains, blockedEmailDomains };
}

const unverifiedRemedy =
  'Email addresses of this provider never count as verified, so nobody could sign in: remove the key, and restrict sign-in by tenants.';

/**
 * Remedy for a value that is not an email domain. If the value is an email address, begins with `@` or `*.`, or has
 * capitals, the remedy names the domain that was probably meant.
 */
function remedyFor(value: unknown): string {
  const intended = typeof value === 'string' ? value.toLowerCase().replace(/^(?:.*@|\*\.)/, '') : '';
  const example = isHostName(intended) ? intended : 'example.com';
  return `It must be an email domain in lower case, the part of an address after the @, without wildcards: "${example}".`;
}
