import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';

/** The local run, and Chromium to visit it with. Every visitor is a browser context: a browser of its own. */
export class BrowserFixture {
  readonly baseUrl: string;
  readonly providerUrl: string;
  readonly #stack: LocalStack;
  readonly #chromium: Browser;
  #contexts: BrowserContext[] = [];
  #complaints: string[] = [];

  private constructor(stack: LocalStack, chromium: Browser) {
    const { baseUrl, providerUrl } = stack.local;
    if (providerUrl === undefined) throw new Error('The local run has no provider.');
    this.baseUrl = baseUrl;
    this.providerUrl = providerUrl;
    this.#stack = stack;
    this.#chromium = chromium;
  }

  /** Starts both. */
  static async open(): Promise<BrowserFixture> {
    const chromium = await launchChromium();
    try {
      return new BrowserFixture(await startLocalStack(), chromium);
    } catch (error) {
      await chromium.close();
      throw error;
    }
  }

  /** A computer's browser. Its User-Agent is what the phone tells it from others by. */
  computer(options: BrowserContextOptions = {}): Promise<Page> {
    return this.#visitor({ viewport: { width: 1280, height: 800 }, ...options });
  }

  /** A phone's browser. */
  phone(): Promise<Page> {
    return this.#visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  }

  async #visitor(options: BrowserContextOptions): Promise<Page> {
    const context = await newVisitor(this.#chromium, options);
    this.#contexts.push(context);
    const page = await context.newPage();
    this.#listen(page);
    return page;
  }

  /** Notes what the browser complains of, but not that a page has the status of an error: that is for tests to say. */
  #listen(page: Page): void {
    const visited = new Set<string>();
    page.on('request', (request) => {
      if (request.isNavigationRequest()) visited.add(request.url());
    });
    page.on('console', (message) => {
      const isStatus = message.text().startsWith('Failed to load resource') && visited.has(message.location().url);
      if (message.type() === 'error' && !isStatus)
        this.#complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#complaints.push(error.message));
  }

  /** Sends the visitors away. Gives what their browsers complained of, violations of the CSP among it. */
  async clear(): Promise<readonly string[]> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    const complaints = this.#complaints;
    this.#contexts = [];
    this.#complaints = [];
    return complaints;
  }

  /** Ends both. */
  async close(): Promise<void> {
    await this.#chromium.close();
    await this.#stack.stop();
  }
}
