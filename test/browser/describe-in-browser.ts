import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { describeInChromium } from '../support/chromium.ts';
import { BrowserFixture } from './fixture.ts';

/**
 * As `describeInChromium`, on one fixture for the group: the visitors are gone after each test, and no browser may have
 * complained of anything.
 * @param body Declares the tests; the fixture is there once they run.
 */
export function describeInBrowser(name: string, body: (fixture: () => BrowserFixture) => void): void {
  describeInChromium(name, () => {
    let opened: BrowserFixture | undefined;
    const fixture = (): BrowserFixture => {
      if (opened === undefined) throw new Error('The fixture could not be opened.');
      return opened;
    };
    beforeAll(async () => {
      opened = await BrowserFixture.open();
    });
    afterEach(async () => {
      expect(await opened?.clear()).toEqual([]);
    });
    afterAll(() => opened?.close());
    body(fixture);
  });
}
