import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { describeInBrowser } from './describe-in-browser.ts';
import { lookForQrCode } from './qr-code.ts';
import {
  approve,
  become,
  chooseAuthentiq,
  decline,
  request,
  scan,
  sessionOf,
  signIn,
  signOut,
  untilSignedIn,
  untilTitled,
} from './steps.ts';

async function top(locator: Locator): Promise<number> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not to be seen.`);
  return box.y;
}

describeInBrowser('signing in', (fixture) => {
  test('the way in is the sign-in page, with the provider below the regular form', async () => {
    const computer = await fixture().computer();
    await computer.goto(fixture().baseUrl);
    expect(computer.url()).toBe(`${fixture().baseUrl}/login?return_to=%2Faccount`);
    const button = computer.getByRole('link', { name: 'Sign in with Authentiq' });
    const regularSignIn = await top(computer.locator('#regular-sign-in'));
    expect(regularSignIn).toBeGreaterThan(await top(computer.getByRole('heading', { name: 'Sign in' })));
    expect(await top(button)).toBeGreaterThan(regularSignIn);
    expect(await button.locator('svg').isVisible()).toBe(true);
  });

  test.each([
    { name: 'Alice Smith', email: 'alice@example.com', on: 'a computer', javaScriptEnabled: true },
    { name: 'Bob Jones', email: 'bob@example.org', on: 'a computer without JavaScript', javaScriptEnabled: false },
  ])('for the first time, by QR code, on $on', async ({ name, email, javaScriptEnabled }) => {
    const [computer, phone] = [await fixture().computer({ javaScriptEnabled }), await fixture().phone()];
    await computer.goto(fixture().baseUrl);
    await chooseAuthentiq(fixture(), computer);
    await scan(computer, phone);
    expect(phone.url()).toMatch(new RegExp(`^${fixture().providerUrl}/phone/[\\w-]{22}$`));

    await become(phone, name);
    const required = phone.getByRole('checkbox', { name: /^Email address\s*required/ });
    expect([await required.isChecked(), await required.isDisabled()]).toEqual([true, true]);
    await phone.getByRole('checkbox', { name: /^Address/ }).uncheck();
    await approve(phone);

    await untilSignedIn(fixture(), computer);
    await untilTitled(computer, name);
    const { user } = (await sessionOf(fixture(), computer)) ?? {};
    expect(user).toMatchObject({ name, email, email_verified: true });
    expect(user).not.toHaveProperty('address');

    const cookies = await computer.context().cookies(fixture().baseUrl);
    const ours = cookies.filter(({ name: cookie }) => cookie.startsWith('postern-'));
    expect(ours).toEqual([
      expect.objectContaining({ name: 'postern-session', httpOnly: true, sameSite: 'Lax', path: '/' }),
    ]);
    expect(ours.map((cookie) => `${cookie.name}=${cookie.value}`).join().length).toBeLessThan(200);
  });

  test('again from the same browser, by a prompt on the phone', async () => {
    const [computer, phone] = [await fixture().computer(), await fixture().phone()];
    await signIn(fixture(), computer, phone);
    const before = await sessionOf(fixture(), computer);
    await signOut(fixture(), computer);

    await phone.goto(`${fixture().providerUrl}/phone`);
    await chooseAuthentiq(fixture(), computer);
    await untilTitled(computer, 'We sent a notification to your phone');
    expect(await lookForQrCode(computer)).toBeUndefined();
    await approve(phone);

    await untilSignedIn(fixture(), computer);
    const after = await sessionOf(fixture(), computer);
    expect(after?.user.id).toBe(before?.user.id);
    expect(after?.session.id).not.toBe(before?.session.id);
  });

  test('declined on the phone: says so, and trying again works', async () => {
    const [computer, phone] = [await fixture().computer(), await fixture().phone()];
    await request(fixture(), computer, phone);
    await decline(phone);

    expect(await computer.getByRole('alert').textContent()).toContain('Sign-in was declined');
    await untilTitled(computer, 'Sign in');
    expect(await sessionOf(fixture(), computer)).toBeUndefined();

    await chooseAuthentiq(fixture(), computer);
    await scan(computer, phone);
    await approve(phone);
    await untilSignedIn(fixture(), computer);
  });
});
