import type { Command } from 'commander';
import type { Configuration } from '../../local/connection-file.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { optionsOf, readLocalRun } from '../deployment/deployment.ts';
import { openOperator } from '../deployment/operator.ts';
import { type BaseUrlOptions, findBaseUrl } from './base-url.ts';
import type { CheckContext } from './check-context.ts';
import { deploymentChecks } from './deployment-checks.ts';
import type { Check, NamedFinding } from './finding.ts';
import { keysChecks } from './keys-checks.ts';
import { providerChecks } from './provider-checks.ts';
import { runCheck } from './run-check.ts';
import { showFindings, subjectOf } from './show-findings.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Where people sign in. */
  readonly url?: string;
  /** The stack that holds the API. */
  readonly apiStack: string;
}

/** Milliseconds that a check may take. */
const checkTimeoutMs = 8000;

/**
 * `doctor`: all checks at once, none of which another one's outcome keeps from being made.
 * @throws OpsFailure where something is wrong, after what was found.
 */
export async function runDoctor({ url, apiStack }: DoctorOptions, command: Command): Promise<void> {
  const options = { ...optionsOf(command), apiStack, ...(url !== undefined && { url }) };
  // Nothing can be looked at of a run that is not up.
  if (options.local === true) readLocalRun(options.data);
  const context = await openContext(options, command);
  const checks: readonly Check[] = [...deploymentChecks(context), ...keysChecks(context), ...providerChecks(context)];
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
  if (found.wrong > 0) throw new OpsFailure(`${things(found.wrong)} wrong.`);
  remark(
    found.warning > 0 ? `Nothing is wrong; ${things(found.warning).toLowerCase()} to be looked at.` : 'All is well.',
    options,
  );
}

async function openContext(options: BaseUrlOptions, command: Command): Promise<CheckContext> {
  const operator = await openOperator(command).catch(asError);
  const configuration = attempt(() => readConfiguration(options));
  const baseUrl = findBaseUrl(options, configuration instanceof Error ? undefined : configuration);
  // Whoever needs it awaits it.
  baseUrl.catch(() => undefined);
  return { options, operator, configuration, baseUrl };
}

function attempt(read: () => Configuration): Configuration | Error {
  try {
    return read();
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function things(count: number): string {
  return count === 1 ? 'One thing is' : `${count} things are`;
}
