import type { ProgrammableProviderOptions } from './index.ts';

/** Two tenants of a Microsoft-like provider that are listed in its configuration, and one that is not. */
export const tenants = {
  one: '11111111-aaaa-4bbb-8ccc-000000000001',
  two: '22222222-aaaa-4bbb-8ccc-000000000002',
  unlisted: '33333333-aaaa-4bbb-8ccc-000000000003',
} as const;

/**
 * Microsoft: one issuer for each tenant, whose metadata names none of them; a subject that differs from client to
 * client; an address that people choose themselves. `login_hint` is `tenant/object`.
 */
export function microsoft(name: string): ProgrammableProviderOptions {
  const subject = `of-${name}`;
  return {
    name,
    config: { type: 'microsoft', tenants: [tenants.one, tenants.two] },
    issuerPath: '/{tenantid}/v2.0',
    metadataPath: '/organizations/v2.0/.well-known/openid-configuration',
    quirks: {
      claims({ iss = '', ...regular }, grant) {
        const [tid = '', oid = ''] = grant.sub.split('/');
        const person = { ver: '2.0', tid, oid, sub: `${subject}-${oid}`, preferred_username: `${oid}@example.com` };
        const claimed = { email: 'ceo@example.com', email_verified: true, name: 'Mia Example' };
        return { ...regular, ...claimed, ...person, iss: iss.replace('{tenantid}', tid) };
      },
    },
  };
}
