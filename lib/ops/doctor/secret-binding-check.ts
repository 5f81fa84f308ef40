import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { bindingOf, describeBinding } from '../../../functions/core/contract/secret-binding.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { type Finding, warning, wrong } from './finding.ts';

/**
 * Whether the stored secret may be presented to the issuer that the configuration names, which may be another one than
 * the deployed.
 * @returns The finding that tells why it must not be presented; undefined if it may.
 */
export function bindingFinding(value: SecretValue, settings: ProviderSettings): Finding | undefined {
  const { name, issuer, clientId } = settings;
  const command = `npm run ops -- secret set ${name}`;
  switch (bindingOf(value, settings)) {
    case 'own':
      return undefined;
    case 'foreign':
      return wrong(
        `not presented, because the stored secret belongs to ${describeBinding(value)}, not to ${issuer} and ${clientId}`,
        `name the deployment's configuration with --config, or store the secret of this issuer and client, ${command}`,
      );
    case 'none':
      return warning(
        'not presented, because the secret was stored without the issuer and client that it belongs to',
        `store it again, which binds it, ${command}`,
      );
  }
}
