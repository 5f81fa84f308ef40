import type { Command } from 'commander';
import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import { bindingMembers } from '../../../functions/core/contract/secret-binding.ts';
import { registrationTokenKey, registrationUriKey } from '../../../functions/core/contract/secret-value.ts';
import { isAllowedUrl } from '../../../functions/core/oidc/allowed-url.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import { readHiddenInput } from '../cli/hidden-input.ts';
import { remark, show } from '../cli/output.ts';
import { promote } from './promote.ts';
import { openProviderSecret, type ProviderSecret, requireCurrent, requireOwnBinding } from './provider-secret.ts';

/** Syntax of a bearer token (RFC 6750 section 2.1), which the registration access token is. */
const bearerToken = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

/**
 * The command `secret registration P`: stores the URL of the client configuration endpoint and the registration access
 * token (RFC 7592 section 3). With them, a rotation lets the provider issue client secrets.
 */
export async function setRegistration(provider: string, uri: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const { options } = secret.operator;
  if (!isAllowedUrl(uri, options.local === true)) {
    command.error('error: --uri must be an https URL, without user name and fragment.', { exitCode: 2 });
  }
  const current = await requireCurrent(secret);
  requireOwnBinding(current, secret);
  requireClientSecret(secret, current);
  const token = await readHiddenInput(`Registration access token of ${provider}: `);
  if (!bearerToken.test(token)) {
    throw new OpsFailure('It must be a registration access token: letters, digits and -._~+/, with = only at its end.');
  }
  const value = {
    ...current.value,
    [registrationTokenKey]: token,
    [registrationUriKey]: uri,
    ...bindingMembers(secret.settings),
  };
  const given = { value, reason: 'registration' };
  const answer = await promote(secret, { current, given, noOverlap: true });
  remark(`From now on the provider issues client secrets: npm run ops -- secret rotate ${provider}`, options);
  show(answer, options);
}

function requireClientSecret({ settings }: ProviderSecret, current: SecretVersion): void {
  const { name } = settings;
  if (holdsPrivateKey(settings)) {
    throw new OpsFailure(
      `The client authenticates at ${name} with a private key, which the registration cannot change.`,
    );
  }
  if (storedSecret(current.value, settings) !== undefined) return;
  throw new OpsFailure(`Store the client secret first: npm run ops -- secret set ${name}`);
}
