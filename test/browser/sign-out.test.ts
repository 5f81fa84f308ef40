import { expect, test } from '@jest/globals';
import { describeOnStage } from './on-stage.ts';
import { sessionOf, signIn, signOut, untilTitled } from './steps.ts';

describeOnStage('signing out', (stage) => {
  test('on the phone: that browser is signed out, another stays signed in', async () => {
    const phone = await stage().phone();
    const firefox = await stage().computer({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0' });
    const safari = await stage().computer({
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
    });
    await signIn(stage(), firefox, phone);
    await signIn(stage(), safari, phone);

    await phone.goto(`${stage().providerUrl}/phone`);
    await phone.getByRole('button', { name: 'Sign out of Postern (local), Firefox on Windows' }).click();
    expect(await phone.getByRole('status').textContent()).toBe('Signed out. The site confirmed it.');

    await firefox.goto(stage().baseUrl);
    expect(firefox.url()).toBe(`${stage().baseUrl}/login?return_to=%2Faccount`);
    expect(await sessionOf(stage(), firefox)).toBeUndefined();
    await safari.goto(stage().baseUrl);
    await untilTitled(safari, 'Alice Smith');
  });

  test('on the account page: goes on to the provider, and comes back signed out', async () => {
    const [computer, phone] = [await stage().computer(), await stage().phone()];
    await signIn(stage(), computer, phone);
    await signOut(stage(), computer);
    expect(await computer.getByRole('status').textContent()).toContain('You are signed out');
    await untilTitled(computer, 'Sign in');
    expect(await sessionOf(stage(), computer)).toBeUndefined();
    await phone.goto(`${stage().providerUrl}/phone`);
    expect(await phone.getByRole('button', { name: /Chrome on Linux/ }).count()).toBe(0);
  });
});
