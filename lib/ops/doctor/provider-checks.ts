import { createProviderClient } from '../../../functions/core/provider/http-client.ts';
import { type Examined, type ExaminedProvider, secretOf } from './check-context.ts';
import { discover } from './discover.ts';
import { discoveryChecks } from './discovery-checks.ts';
import type { Check } from './finding.ts';
import { liveChecks } from './live-checks.ts';
import { secretChecks } from './secret-checks.ts';

/** Everything about the enabled providers, one after the other. */
export function providerChecks(examined: Examined): readonly Check[] {
  const { configuration, options, baseUrl } = examined;
  if (configuration instanceof Error) return [];
  const loopbackHttp = options.local === true;
  return configuration.providers.flatMap((settings) => {
    const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
    const discovered = discover(settings, call, loopbackHttp);
    // Each check awaits it for itself.
    discovered.catch(() => undefined);
    const provider: ExaminedProvider = {
      settings,
      loopbackHttp,
      secret: secretOf(examined, settings),
      call,
      discovered,
      redirectUri: () => baseUrl.then((url) => `${url}/callback/${settings.name}`).catch(() => undefined),
    };
    const checks = [
      ...secretChecks(provider, examined),
      ...discoveryChecks(provider),
      ...liveChecks(provider, examined),
    ];
    return checks.map((check) => ({ provider: settings.name, ...check }));
  });
}
