import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { untilTitled } from './steps.ts';

describeInChromium('linking', () => {
  let deployment: Deployment;
  let chromium: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    chromium = await launchChromium();
    deployment = await startDeployment({
      providers: [
        { name: 'op', config: { label: 'First' } },
        { name: 'other', config: { label: 'Second' } },
      ],
    });
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));
  afterAll(async () => {
    await chromium.close();
    await deployment.close();
  });

  /** A browser that is signed in through `op`, on its account page. */
  async function signedIn(sub: string, javaScriptEnabled: boolean): Promise<Page> {
    const page = await chromium.newPage({ javaScriptEnabled });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${deployment.baseUrl}/login/op?login_hint=${sub}`);
    await page.getByRole('heading', { name: 'Ways to sign in' }).waitFor();
    return page;
  }

  test.each([
    { sub: 'scripted', javaScriptEnabled: true },
    { sub: 'scriptless', javaScriptEnabled: false },
  ])('by forms alone, there and back, JavaScript $javaScriptEnabled', async ({ sub, javaScriptEnabled }) => {
    const asSub = <T extends object>(claims: T) => ({ ...claims, sub });
    deployment.provider('other').misbehave({ claims: asSub, userinfo: asSub });
    const page = await signedIn(sub, javaScriptEnabled);
    const unlink = page.getByRole('button', { name: /^Unlink/ });
    expect(await unlink.count()).toBe(0);

    await page.getByRole('button', { name: 'Link Second' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Linked');
    expect(await unlink.count()).toBe(2);
    expect(await page.getByRole('button', { name: /^Link/ }).count()).toBe(0);

    await page.getByRole('button', { name: 'Unlink Second' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Unlinked');
    expect(await unlink.count()).toBe(0);

    await page.getByRole('button', { name: 'Link Second' }).click();
    await page.getByRole('button', { name: 'Unlink First' }).click();
    await untilTitled(page, 'Sign in');
    expect(await page.getByRole('status').textContent()).toContain('You are signed out');
    await page.context().close();
  });
});
