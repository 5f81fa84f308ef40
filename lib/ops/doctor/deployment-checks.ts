import { findSecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { clockRemedy, differenceText, differsTooMuch } from '../deployment/table-clock.ts';
import { callApi } from './api-client.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, ok, warning, wrong } from './finding.ts';

/** Timeout in milliseconds of a request to the deployment's API, with time for a cold start of the Lambda function. */
const timeoutMs = 7000;

/**
 * Difference in seconds between this machine's clock and DynamoDB's above which the finding is a `warning`. The measured
 * difference is exact to a second.
 */
const clockWarning = 5;

/** Checks of the configuration, the table, the clock of this machine and the API's base URL. */
export function deploymentChecks(context: CheckContext): readonly Check[] {
  return [
    { name: 'configuration', run: async () => [checkConfiguration(context)] },
    { name: 'table', run: async () => [await checkTable(context)] },
    { name: 'clock', run: async () => [await checkClock(context)] },
    { name: 'base URL', run: async () => [await checkBaseUrl(context)] },
  ];
}

function checkConfiguration({ configuration }: CheckContext) {
  if (configuration instanceof Error) throw configuration;
  const names = configuration.providers.map(({ name }) => name);
  return names.length > 0
    ? ok(`enabled providers: ${names.join(', ')}`)
    : wrong('no provider is enabled, so nobody can sign in', 'enable one in the configuration and deploy');
}

async function checkTable({ operator }: CheckContext) {
  if (operator instanceof Error) throw operator;
  // Any read of the table suffices as a check: DynamoDB refuses it if the table does not exist, or is not active.
  await findSecretStatus(operator.table, 'session-keys');
  return ok(`${operator.deployment.tableName} answers`);
}

async function checkClock({ operator }: CheckContext) {
  if (operator instanceof Error) throw operator;
  const { clock } = operator.deployment;
  await findSecretStatus(operator.table, 'session-keys');
  const what = `the clock of this machine is ${differenceText(clock)}`;
  if (differsTooMuch(clock)) return wrong(`${what}, so commands that write are refused`, clockRemedy);
  if (Math.abs(clock.aheadMs()) > clockWarning * 1000) return warning(what, clockRemedy);
  return ok(`the clock of this machine differs from that of DynamoDB by at most ${clockWarning} s`);
}

async function checkBaseUrl({ baseUrl }: CheckContext) {
  const url = await baseUrl;
  const { status } = await callApi(`${url}/health`, timeoutMs);
  if (status === 200) return ok(`${url} is up`);
  return wrong(`${url}/health answers with status ${status}`, 'check that it is the URL of the API, and read its log');
}
