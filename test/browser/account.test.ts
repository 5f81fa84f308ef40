import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './describe-in-browser.ts';
import { sessionOf, signIn, untilTitled } from './steps.ts';

const firefoxOnWindows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** How far the page sticks out sideways, in CSS pixels. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** The colour that the page is painted on. */
const background = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');

describeInBrowser('the account page', (fixture) => {
  test.each([
    { width: 390, height: 844, javaScriptEnabled: false },
    { width: 1280, height: 800, javaScriptEnabled: true },
  ])('$width pixels wide: ends the session of another browser at its next request', async (screen) => {
    const { width, height, javaScriptEnabled } = screen;
    const phone = await fixture().phone();
    const here = await fixture().computer({ javaScriptEnabled });
    const there = await fixture().computer({ userAgent: firefoxOnWindows });
    await signIn(fixture(), there, phone);
    await signIn(fixture(), here, phone);

    await here.setViewportSize({ width, height });
    await here.goto(`${fixture().baseUrl}/account`);
    await untilTitled(here, 'Alice Smith');
    const others = here.getByRole('button', { name: /^End the session of/ });
    const before = await others.count();
    const ofThere = here.getByRole('button', { name: /^End the session of Firefox on Windows, / });
    await ofThere.first().click();
    expect(await here.getByRole('status').textContent()).toContain('That browser has to sign in again.');
    expect(await others.count()).toBe(before - 1);

    await there.goto(`${fixture().baseUrl}/account`);
    await untilTitled(there, 'Sign in');
    expect(await sessionOf(fixture(), there)).toBeUndefined();
    expect(await sessionOf(fixture(), here)).toBeDefined();
  });

  test('ends all others at once, and says that this browser’s is the only one', async () => {
    const phone = await fixture().phone();
    const browsers = [await fixture().computer(), await fixture().computer(), await fixture().computer()];
    for (const browser of browsers) await signIn(fixture(), browser, phone);
    const [here] = browsers;
    await here?.goto(`${fixture().baseUrl}/account`);
    await here?.getByRole('button', { name: 'End all other sessions' }).click();
    expect(await here?.getByRole('status').textContent()).toContain('You are signed in here only.');
    const sessions = await Promise.all(browsers.map((browser) => sessionOf(fixture(), browser)));
    expect(sessions.map((session) => session !== undefined)).toEqual([true, false, false]);
  });

  test('the only way in has no button to unlink it, and says why', async () => {
    const computer = await fixture().computer();
    await signIn(fixture(), computer, await fixture().phone());
    expect(await computer.getByText('This is your last way in').isVisible()).toBe(true);
    expect(await computer.getByRole('button', { name: /^Unlink/ }).count()).toBe(0);
  });

  test('fits phone and desktop, in light and in dark', async () => {
    const computer = await fixture().computer();
    await signIn(fixture(), computer, await fixture().phone());
    const backgrounds = new Set<string>();
    for (const width of [320, 390, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await computer.setViewportSize({ width, height: 800 });
        await computer.emulateMedia({ colorScheme });
        expect(await overflow(computer)).toBe(0);
        if (width === 390) backgrounds.add(await background(computer));
      }
    }
    expect(backgrounds.size).toBe(2);
  });
});
