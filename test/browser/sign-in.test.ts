import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { describeOnStage } from './on-stage.ts';
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

describeOnStage('signing in', (stage) => {
  test('the way in is the sign-in page, with the provider below the regular form', async () => {
    const computer = await stage().computer();
    await computer.goto(stage().baseUrl);
    expect(computer.url()).toBe(`${stage().baseUrl}/login?return_to=%2Faccount`);
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
    const [computer, phone] = [await stage().computer({ javaScriptEnabled }), await stage().phone()];
    await computer.goto(stage().baseUrl);
    await chooseAuthentiq(stage(), computer);
    await scan(computer, phone);
    expect(phone.url()).toMatch(new RegExp(`^${stage().providerUrl}/phone/[\\w-]{22}$`));

    await become(phone, name);
    const required = phone.getByRole('checkbox', { name: /^E-mail address\s*required/ });
    expect([await required.isChecked(), await required.isDisabled()]).toEqual([true, true]);
    await phone.getByRole('checkbox', { name: /^Address/ }).uncheck();
    await approve(phone);

    await untilSignedIn(stage(), computer);
    await untilTitled(computer, name);
    const { user } = (await sessionOf(stage(), computer)) ?? {};
    expect(user).toMatchObject({ name, email, email_verified: true });
    expect(user).not.toHaveProperty('address');

    const cookies = await computer.context().cookies(stage().baseUrl);
    const ours = cookies.filter(({ name: cookie }) => cookie.startsWith('postern-'));
    expect(ours).toEqual([
      expect.objectContaining({ name: 'postern-session', httpOnly: true, sameSite: 'Lax', path: '/' }),
    ]);
    expect(ours.map((cookie) => `${cookie.name}=${cookie.value}`).join().length).toBeLessThan(200);
  });

  test('again from the same browser, by a prompt on the phone', async () => {
    const [computer, phone] = [await stage().computer(), await stage().phone()];
    await signIn(stage(), computer, phone);
    const before = await sessionOf(stage(), computer);
    await signOut(stage(), computer);

    await phone.goto(`${stage().providerUrl}/phone`);
    await chooseAuthentiq(stage(), computer);
    await untilTitled(computer, 'We sent a notification to your phone');
    expect(await lookForQrCode(computer)).toBeUndefined();
    await approve(phone);

    await untilSignedIn(stage(), computer);
    const after = await sessionOf(stage(), computer);
    expect(after?.user.id).toBe(before?.user.id);
    expect(after?.session.id).not.toBe(before?.session.id);
  });

  test('declined on the phone: says so, and trying again works', async () => {
    const [computer, phone] = [await stage().computer(), await stage().phone()];
    await request(stage(), computer, phone);
    await decline(phone);

    expect(await computer.getByRole('alert').textContent()).toContain('Sign-in was declined');
    await untilTitled(computer, 'Sign in');
    expect(await sessionOf(stage(), computer)).toBeUndefined();

    await chooseAuthentiq(stage(), computer);
    await scan(computer, phone);
    await approve(phone);
    await untilSignedIn(stage(), computer);
  });
});
