import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals';
import { describeInChromium } from '../support/chromium.ts';
import { Stage } from './stage.ts';

/**
 * As `describeInChromium`, on one stage for the group: the visitors are gone after each test, and no browser may have
 * complained of anything.
 * @param body Declares the tests; the stage is there once they run.
 */
export function describeOnStage(name: string, body: (stage: () => Stage) => void): void {
  jest.setTimeout(60_000);
  describeInChromium(name, () => {
    let opened: Stage | undefined;
    const stage = (): Stage => {
      if (opened === undefined) throw new Error('The stage could not be opened.');
      return opened;
    };
    beforeAll(async () => {
      opened = await Stage.open();
    });
    afterEach(async () => {
      expect(await opened?.clear()).toEqual([]);
    });
    afterAll(() => opened?.close());
    body(stage);
  });
}
