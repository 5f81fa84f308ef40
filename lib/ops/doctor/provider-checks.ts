import { createProviderClient } from '../../../functions/core/provider/http-client.ts';
import { type CheckContext, type CheckedProvider, secretOf } from './check-context.ts';
import { discoveryChecks } from './discovery-checks.ts';
import type { Check } from './finding.ts';
import { issuerChecks } from './issuer-check.ts';
import { liveChecks } from './live-checks.ts';
import { readMetadata } from './read-metadata.ts';
import { secretChecks } from './secret-checks.ts';

/** The checks of each enabled provider. */
export function providerChecks(context: CheckContext): readonly Check[] {
  const { configuration, options, baseUrl } = context;
  if (configuration instanceof Error) return [];
  const loopbackHttp = options.local === true;
  return configuration.providers.flatMap((settings) => {
    const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
    const discovered = readMetadata(settings, call, loopbackHttp);
    // Each check awaits `discovered` and handles its rejection. Without this handler, Node.js would end the process
    // because of an unhandled rejection if the promise is rejected before that.
    discovered.catch(() => undefined);
    const provider: CheckedProvider = {
      settings,
      loopbackHttp,
      secret: secretOf(context, settings),
      call,
      discovered,
      redirectUri: () => baseUrl.then((url) => `${url}/callback/${settings.name}`).catch(() => undefined),
    };
    const checks = [
      ...secretChecks(provider, context),
      ...discoveryChecks(provider),
      ...liveChecks(provider, context),
      ...issuerChecks(provider, context),
    ];
    return checks.map((check) => ({ provider: settings.name, ...check }));
  });
}
