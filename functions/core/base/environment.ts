import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFile } from '../contract/settings.ts';

/** Returns a random number from 0 up to 1. */
export function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/**
 * Reads the function's settings file. CDK's synthesis wrote it beside the function's code, which Lambda unpacks at
 * LAMBDA_TASK_ROOT.
 */
export function readFunctionSettings<Settings>(): Settings {
  return JSON.parse(readFileSync(join(requiredVariable('LAMBDA_TASK_ROOT'), settingsFile), 'utf8'));
}

/**
 * Returns the value of an environment variable that the template or Lambda's runtime sets.
 * @throws Error if the variable is not set or empty.
 */
export function requiredVariable(name: string, variables: NodeJS.ProcessEnv = process.env): string {
  const value = variables[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
