import { randomBytes } from 'node:crypto';
import { deadlineIn } from '../../../functions/core/base/deadline.ts';
import { isAllowedUrl } from '../../../functions/core/oidc/allowed-url.ts';
import { authorizationUrl } from '../../../functions/core/oidc/authorization-request.ts';
import { metadataUrl } from '../../../functions/core/oidc/parse-metadata.ts';
import { toleranceSeconds } from '../../../functions/core/oidc/token-claims/clock.ts';
import { providerSwitches } from '../../../functions/core/storage/provider-switches.ts';
import { tableTime } from '../cli/time.ts';
import type { Operator } from '../deployment/operator.ts';
import { callApi } from './api-client.ts';
import type { CheckContext, CheckedProvider } from './check-context.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';

/** Timeout in milliseconds of a request to the provider or the API. */
const timeoutMs = 7000;
/**
 * Clock skew in seconds above which the finding is a `warning`, and above which it is `wrong`. The functions accept
 * tokens with a clock skew of up to `toleranceSeconds`. The warning at half of that comes before sign-ins fail.
 */
const skew = { warning: toleranceSeconds / 2, wrong: toleranceSeconds };
/**
 * A redirect URI that no client can have registered, because the domain `.invalid` never exists (RFC 6761 section 6.4).
 */
const unregistered = 'https://unregistered.invalid/callback';

/** Checks that send requests to the provider and the API, or read the provider's live switch. */
export function liveChecks(provider: CheckedProvider, { operator }: CheckContext): readonly Check[] {
  const { name, type } = provider.settings;
  return [
    { name: 'clock', run: async () => [await checkClock(provider)] },
    { name: 'redirect URI', run: () => checkRedirectUri(provider) },
    ...(type === 'authentiq' ? [{ name: 'test mode', run: () => checkTestMode(provider) }] : []),
    ...(operator instanceof Error ? [] : [{ name: 'switch', run: async () => [await checkSwitch(name, operator)] }]),
  ];
}

async function checkClock({ settings, loopbackHttp }: CheckedProvider): Promise<Finding> {
  const url = metadataUrl(settings);
  if (!isAllowedUrl(url, loopbackHttp)) throw new Error(`${url} may not be called`);
  const asked = Date.now();
  const { headers, body } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  const answered = Date.now();
  await body?.cancel();
  return compareClocks(headers, (asked + answered) / 2);
}

/**
 * Compares the provider's clock with the clock of this machine. The provider's time is the `Date` header of a response
 * plus its `Age` header (RFC 9111 section 5.1).
 * @param now Time on this machine, milliseconds since the epoch.
 */
export function compareClocks(headers: Pick<Headers, 'get'>, now: number): Finding {
  const age = Number(headers.get('age') ?? 0);
  const theirs = Date.parse(headers.get('date') ?? '') + (Number.isFinite(age) ? age * 1000 : 0);
  if (Number.isNaN(theirs)) return ok('the provider sends no Date header');
  const seconds = Math.max(1, Math.ceil(Math.abs(theirs - now) / 1000));
  if (seconds <= skew.warning) return ok(`the provider's clock differs from the one here by at most ${seconds} s`);
  const what = `the provider's clock is ${seconds} s ${theirs > now ? 'ahead of' : 'behind'} the one here`;
  const cure = 'synchronise the clock here with NTP; if it is right, the provider must do so';
  return seconds > skew.wrong ? wrong(what, cure) : warning(what, cure);
}

/**
 * Whether the redirect URI reaches the callback function. To a request without parameters, that function responds with
 * the error code `invalid_callback`.
 */
async function checkRedirectUri(provider: CheckedProvider): Promise<readonly Finding[]> {
  const uri = await provider.redirectUri();
  if (uri === undefined) return [];
  const { status, code } = await callApi(uri, timeoutMs);
  if (status === 400 && code === 'invalid_callback') return [ok(`${uri} is served`)];
  const what = `${uri} answers with status ${status}${code === undefined ? '' : ` (${code})`}`;
  return [wrong(what, 'check that it is the URL of the API, and that the provider is enabled and deployed')];
}

/**
 * Whether the client is in Authentiq's test mode: without registered redirect URIs, Authentiq sends authorization codes
 * to any URI (open redirect).
 */
async function checkTestMode(provider: CheckedProvider): Promise<readonly Finding[]> {
  const { settings, call, redirectUri } = provider;
  const discovered = await provider.discovered.catch(() => undefined);
  if (discovered === undefined) return [];
  const { authorizationEndpoint } = discovered.metadata;
  const [state, nonce, codeVerifier] = [randomValue(), randomValue(), randomValue()];
  const request = { redirectUri: unregistered, state, nonce, codeVerifier, extraParameters: {} };
  const url = authorizationUrl(authorizationEndpoint, settings, request);
  const { status } = await call({ method: 'GET', url }, deadlineIn(timeoutMs, Date.now));
  if (status >= 400 && status < 500) return [ok('off: an unregistered redirect URI is refused')];
  const own = (await redirectUri()) ?? 'that of the output RedirectUri…';
  const what = `an unregistered redirect URI is accepted (status ${status}), so codes may be sent anywhere`;
  return [warning(what, `register ${own} at the provider`)];
}

async function checkSwitch(provider: string, { table }: Operator): Promise<Finding> {
  const switched = (await providerSwitches(table, [provider])).get(provider);
  if (switched === undefined || switched.enabled) return ok('on');
  const what = `off since ${tableTime(switched.at)} UTC, by ${switched.by}`;
  return warning(what, `npm run ops -- providers enable ${provider}`);
}

function randomValue(): string {
  return randomBytes(32).toString('base64url');
}
