import { tenantPlaceholder } from '../../../../functions/core/contract/provider-settings.ts';
import { readArgs } from './authorization.ts';
import type { Translator } from './translator.ts';

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Makes the translator of one of OmniAuth's two Microsoft strategies. `uid` is the claim that GitLab stores as the uid
 * of an identity with this strategy.
 */
export function microsoft(uid: 'oid' | 'sub'): Translator {
  return (provider) => {
    const args = provider.at('args');
    const tenant = args.at('tenant_id').text()?.toLowerCase();
    if (tenant !== undefined && !tenantId.test(tenant)) {
      args.at('tenant_id').note('tenants lists directory ids: add those whose users may sign in.');
    }
    const base = args.at('base_azure_url').text()?.replace(/\/$/, '');
    provider.note(
      uid === 'oid'
        ? 'Users are identified by tenant and object id: import accounts with <tenant id>:<oid> as uid; GitLab stores the oid.'
        : 'Users are identified by tenant and object id: import accounts with <tenant id>:<oid> as uid; GitLab stores the sub, which contains neither.',
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
