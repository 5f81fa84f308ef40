import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFile } from '../contract/settings.ts';

/** A random number from 0 up to 1. */
export function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** The function's settings, which synthesis wrote beside its code (Lambda unpacks it at LAMBDA_TASK_ROOT). */
export function readFunctionSettings<Settings>(): Settings {
  return JSON.parse(readFileSync(join(requiredVariable('LAMBDA_TASK_ROOT'), settingsFile), 'utf8'));
}

/**
 * An environment variable that the template or Lambda's runtime sets.
 * @throws Error if it is not set or empty.
 */
export function requiredVariable(name: string, variables: NodeJS.ProcessEnv = process.env): string {
  const value = variables[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
