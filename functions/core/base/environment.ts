import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFile } from '../contract/settings.ts';

/** A random number from 0 up to 1. */
export function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** The settings that synthesis wrote beside the code (LAMBDA_TASK_ROOT is where Lambda unpacks it). */
export function readSettings<Settings>(): Settings {
  return JSON.parse(readFileSync(join(required('LAMBDA_TASK_ROOT'), settingsFile), 'utf8'));
}

/**
 * An environment variable that the template sets.
 * @throws Error where it is not set.
 */
export function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '') throw new Error(`the environment variable ${variable} is not set`);
  return value;
}
