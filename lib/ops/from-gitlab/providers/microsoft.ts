import { tenantPlaceholder } from '../../../../functions/core/contract/provider-settings.ts';
import { readArgs } from './authorization.ts';
import type { Translator } from './translator.ts';

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Microsoft, by either of the two strategies; `uid` is what they know a person by. */
export function microsoft(uid: 'oid' | 'sub'): Translator {
  return (provider) => {
    const args = provider.at('args');
    const tenant = args.at('tenant_id').text()?.toLowerCase();
    if (tenant !== undefined && !tenantId.test(tenant)) {
      args
        .at('tenant_id')
        .note('Tenants are listed by their directory ids here: put those whose people may sign in into tenants.');
    }
    const base = args.at('base_azure_url').text()?.replace(/\/$/, '');
    provider.note(
      uid === 'oid'
        ? 'People are known by tenant and object here: bring accounts along with <tenant id>:<oid> as uid, where GitLab keeps the oid.'
        : 'People are known by tenant and object here: bring accounts along with <tenant id>:<oid> as uid; GitLab keeps the sub, which does not tell them.',
    );
    return {
      type: 'microsoft',
      keys: {
        issuer: base === undefined ? undefined : `${base}/${tenantPlaceholder}/v2.0`,
        tenants: tenant !== undefined && tenantId.test(tenant) ? [tenant] : undefined,
        args: readArgs(args),
      },
    };
  };
}
