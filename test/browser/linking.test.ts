import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { holderOf } from '../support/accounts.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { letTimePass } from '../support/passing-time.ts';
import { accessibilityProblems } from './accessibility.ts';
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
    const page = await (await chromium.newContext({ javaScriptEnabled })).newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${deployment.baseUrl}/login/op?login_hint=${sub}`);
    await page.getByRole('heading', { name: 'Ways to sign in' }).waitFor();
    return page;
  }

  /** From now on a provider signs everybody in as this person. */
  function signsInAs(provider: string, sub: string): void {
    const asSub = <T extends object>(claims: T) => ({ ...claims, sub });
    deployment.provider(provider).misbehave({ claims: asSub, userinfo: asSub });
  }

  test.each([
    { sub: 'scripted', javaScriptEnabled: true },
    { sub: 'scriptless', javaScriptEnabled: false },
  ])('by forms alone, there and back, JavaScript $javaScriptEnabled', async ({ sub, javaScriptEnabled }) => {
    signsInAs('other', sub);
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

  test('an hour after signing in: the page says to sign in again, and then it can be linked', async () => {
    for (const provider of ['op', 'other']) signsInAs(provider, 'late');
    const page = await signedIn('late', false);
    await letTimePass(deployment, String((await holderOf(deployment, 'op', 'late'))?.['id']), 3_600_000);
    await page.getByRole('button', { name: 'Link Second' }).click();
    await page.getByRole('heading', { name: 'Sign in again first' }).waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining('403')]);
    await page.getByRole('link', { name: 'Sign in again with First' }).click();
    await page.getByRole('button', { name: 'Link Second' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Linked');
    expect(await page.getByText('Your ways to sign in were changed').count()).toBe(1);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().close();
  });
});
