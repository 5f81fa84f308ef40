import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';
import { isHostName } from './urls.ts';

/** Reads a list of e-mail domains; they are compared exactly, so subdomains are listed for themselves. */
export function readEmailDomains(field: Field): readonly string[] {
  return field.items().map((item) => item.string(isHostName, cureOf(item.value)));
}

/** Reads which domains may sign in with a provider and which may not: only verified addresses count. */
export function readDomainRules(
  key: (name: 'allowedEmailDomains' | 'blockedEmailDomains') => Field,
  { emailTrust, scope }: Pick<ProviderSettings, 'emailTrust' | 'scope'>,
): Pick<ProviderSettings, 'allowedEmailDomains' | 'blockedEmailDomains'> {
  const [allowed, blocked] = [key('allowedEmailDomains'), key('blockedEmailDomains')];
  const allowedEmailDomains = readEmailDomains(allowed);
  const blockedEmailDomains = readEmailDomains(blocked);
  if (Array.isArray(allowed.value) && allowed.value.length === 0) {
    allowed.refuse('An empty list would let nobody in, or everybody: name domains, or remove the key.');
  }
  const both = blockedEmailDomains.find((domain) => domain !== '' && allowedEmailDomains.includes(domain));
  if (both !== undefined) {
    blocked.refuse(`${both} is in allowedEmailDomains as well: remove it from one of them.`);
  }
  if (emailTrust === 'never') {
    if (allowedEmailDomains.length > 0) allowed.refuse(unverifiedCure);
    if (blockedEmailDomains.length > 0) blocked.refuse(unverifiedCure);
  }
  const listed = allowedEmailDomains.length > 0 ? allowed : blocked;
  if (allowedEmailDomains.length + blockedEmailDomains.length > 0 && !/(?:^| )email(?:~|$| )/.test(scope)) {
    listed.refuse('Without an address nobody would get in: add email to the scope in args, or remove the key.');
  }
  return { allowedEmailDomains, blockedEmailDomains };
}

const unverifiedCure =
  'Addresses from here never count as verified, so nobody could sign in: remove the key, and let tenants say who may.';

/** What was meant, where an address, `@example.com`, `*.example.com` or capitals stand there. */
function cureOf(value: unknown): string {
  const meant = typeof value === 'string' ? value.toLowerCase().replace(/^(?:.*@|\*\.)/, '') : '';
  const example = isHostName(meant) ? meant : 'example.com';
  return `It must be a domain in lower case, as it stands behind the @ of an address, without wildcards: "${example}".`;
}
