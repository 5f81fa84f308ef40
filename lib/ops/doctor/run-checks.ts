import type { Command } from 'commander';
import type { Config } from '../../config/index.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { optionsOf, readLocalRun } from '../deployment/deployment.ts';
import { openOperator } from '../deployment/operator.ts';
import { type BaseUrlOptions, findBaseUrl } from './base-url.ts';
import type { CheckContext } from './check-context.ts';
import { deploymentChecks } from './deployment-checks.ts';
import type { Check, NamedFinding } from './finding.ts';
import { providerChecks } from './provider-checks.ts';
import { runCheck } from './run-check.ts';
import { keysChecks } from './session-keys-checks.ts';
import { settingsCheck } from './settings-check.ts';
import { showFindings, subjectOf } from './show-findings.ts';

/** Command-line options of `doctor`. */
export interface DoctorOptions {
  /** Public origin of the API. */
  readonly url?: string;
  /** Name of the CloudFormation stack that contains the API. */
  readonly apiStack: string;
}

/** Timeout in milliseconds of each check. */
const checkTimeoutMs = 8000;

/**
 * The command `doctor`: runs all checks concurrently, each regardless of the results of the others, and prints their
 * findings.
 * @throws OpsFailure after the findings were printed, if any of them is `wrong`.
 */
export async function runDoctor({ url, apiStack }: DoctorOptions, command: Command): Promise<void> {
  const options = { ...optionsOf(command), apiStack, ...(url !== undefined && { url }) };
  // With `--local`, the command ends here if no local run is up, because nothing could be checked.
  if (options.local === true) readLocalRun(options.data);
  const context = await openContext(options, command);
  const checks: readonly Check[] = [
    ...deploymentChecks(context),
    settingsCheck(context),
    ...keysChecks(context),
    ...providerChecks(context),
  ];
  const found = { wrong: 0, warning: 0, ok: 0 };
  const started = checks.map((check) => runCheck(check, checkTimeoutMs));
  async function* findings(): AsyncGenerator<NamedFinding> {
    for (const check of started) {
      for (const finding of await check) {
        found[finding.state] += 1;
        yield finding;
      }
    }
  }
  await showFindings(findings(), checks.map(subjectOf), options);
  if (found.wrong > 0) throw new OpsFailure(`${counted(found.wrong, 'fault')}.`);
  remark(found.warning > 0 ? `No faults; ${counted(found.warning, 'warning')}.` : 'No faults.', options);
}

async function openContext(options: BaseUrlOptions, command: Command): Promise<CheckContext> {
  const operator = await openOperator(command, { readOnly: true }).catch(asError);
  const configuration = attempt(() => readConfiguration(options));
  const baseUrl = findBaseUrl(options, configuration instanceof Error ? undefined : configuration);
  // The checks that need the base URL await it and handle its rejection. Without this handler, Node.js would end the
  // process because of an unhandled rejection if the promise is rejected before that.
  baseUrl.catch(() => undefined);
  return { options, operator, configuration, baseUrl };
}

function attempt(read: () => Config): Config | Error {
  try {
    return read();
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
