import { accessSync, constants } from 'node:fs';
import { describe } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { endAfterFile } from './leftovers.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Longest that anything may take on a busy machine: less than a test may. */
const timeoutMs = 100_000;

/** Keeps Chromium from asking anything of the network by itself. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium without a window and with an empty profile of its own. Throws where there is none. */
export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: quiet, timeout: timeoutMs });
  endAfterFile(() => browser.close());
  return browser;
}

/** A visitor's own profile in a browser, which waits for pages as long as a busy machine needs. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(timeoutMs);
  return context;
}

/**
 * As `describe`, for tests that need Chromium. Where the machine has none they are skipped and it says so; with
 * `POSTERN_REQUIRE_CHROMIUM=true` they run in any case, and fail.
 */
export function describeInChromium(name: string, body: () => void): void {
  if (process.env['POSTERN_REQUIRE_CHROMIUM'] === 'true' || isExecutable(executablePath)) {
    describe(name, body);
    return;
  }
  process.stderr.write(`No Chromium at ${executablePath}: "${name}" is skipped. CHROMIUM_PATH says where it is.\n`);
  describe.skip(name, body);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
