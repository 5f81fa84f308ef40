import { expect, test } from '@jest/globals';
import { accessibilityProblems } from './accessibility.ts';
import { describeInBrowser } from './describe-in-browser.ts';
import { approve, request, signIn, untilSignedIn } from './steps.ts';

describeInBrowser('pages for everyone', (fixture) => {
  test.each([
    { page: 'sign-in page', path: '/login' },
    { page: 'sign-in page with a notice', path: '/login?signed_out=true' },
    { page: 'page of an error', path: '/login/nobody' },
    { page: 'page of an error that can be tried again', path: '/callback/authentiq?code=c&state=s' },
  ])('$page', async ({ path }) => {
    const page = await fixture().computer();
    await page.goto(`${fixture().baseUrl}${path}`);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('the phone’s home, with and without a site', async () => {
    const [computer, phone] = [await fixture().computer(), await fixture().phone()];
    await signIn(fixture(), computer, phone);
    await phone.goto(`${fixture().providerUrl}/phone`);
    expect(await accessibilityProblems(phone)).toEqual([]);
    await phone.getByRole('button', { name: 'Sign out of Postern (local)' }).click();
    await phone.getByRole('status').waitFor();
    expect(await accessibilityProblems(phone)).toEqual([]);
  });

  test('QR page, the phone’s request, the account page with one session and with two', async () => {
    const [computer, phone] = [await fixture().computer(), await fixture().phone()];
    await request(fixture(), computer, phone);
    expect(await accessibilityProblems(phone)).toEqual([]);
    expect(await accessibilityProblems(computer)).toEqual([]);
    await approve(phone);
    await untilSignedIn(fixture(), computer);
    expect(await accessibilityProblems(computer)).toEqual([]);
    await signIn(fixture(), await fixture().computer(), phone);
    await computer.goto(`${fixture().baseUrl}/account?notice=session_ended`);
    expect(await accessibilityProblems(computer)).toEqual([]);
  });
});
