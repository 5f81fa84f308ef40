import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import type { BrowserFixture } from './fixture.ts';
import { readQrCode } from './qr-code.ts';

/** Waits until the page has this heading of the first level, and fails where another stays. */
export async function untilTitled(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

/** On the sign-in page: chooses the provider, and waits for its page. */
export async function chooseAuthentiq(fixture: BrowserFixture, computer: Page): Promise<void> {
  await computer.getByRole('link', { name: 'Sign in with Authentiq' }).click();
  await computer.waitForURL(`${fixture.providerUrl}/interaction/**`);
}

/** Opens the request that the computer shows on the phone, by the QR code. */
export async function scan(computer: Page, phone: Page): Promise<void> {
  await phone.goto(await readQrCode(computer));
  await untilTitled(phone, 'Sign in to Postern (local)?');
}

/** Starts a sign-in on the computer and opens the request on the phone. */
export async function request(fixture: BrowserFixture, computer: Page, phone: Page): Promise<void> {
  await computer.goto(`${fixture.baseUrl}/login`);
  await chooseAuthentiq(fixture, computer);
  await scan(computer, phone);
}

/** On the phone, at a request: becomes another person's phone, and comes back to the request. */
export async function become(phone: Page, name: string): Promise<void> {
  await phone.getByRole('link', { name: 'Use another identity' }).click();
  await phone.getByRole('radio', { name }).check();
  await phone.getByRole('button', { name: 'Use this identity' }).click();
  await untilTitled(phone, 'Sign in to Postern (local)?');
}

/** On the phone, at a request: approves it. */
export async function approve(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: 'Approve', exact: true }).click();
  await untilTitled(phone, 'Approved');
}

/** On the phone, at a request: declines it. */
export async function decline(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: 'Decline', exact: true }).click();
  await untilTitled(phone, 'Declined');
}

/** Waits until the computer's page has gone on to Postern by itself, which must be signed in then. */
export async function untilSignedIn(fixture: BrowserFixture, computer: Page): Promise<void> {
  await computer.waitForURL(`${fixture.baseUrl}/**`);
  expect(computer.url()).toBe(`${fixture.baseUrl}/account`);
}

/** A whole sign-in by QR code. */
export async function signIn(fixture: BrowserFixture, computer: Page, phone: Page): Promise<void> {
  await request(fixture, computer, phone);
  await approve(phone);
  await untilSignedIn(fixture, computer);
}

/** On the account page: signs out here, and at the provider, whose page asks for a confirmation. */
export async function signOut(fixture: BrowserFixture, computer: Page): Promise<void> {
  const button = computer.getByRole('button', { name: 'Sign out', exact: true });
  await button.click();
  await untilTitled(computer, 'Sign out of Postern (local)?');
  await button.click();
  await computer.waitForURL(`${fixture.baseUrl}/login?**`);
}

const signedIn = v.object({ user: v.looseObject({ id: v.string() }), session: v.looseObject({ id: v.string() }) });

/** What `GET /session` says with the computer's cookies; undefined where nobody is signed in. */
export async function sessionOf(
  fixture: BrowserFixture,
  computer: Page,
): Promise<v.InferOutput<typeof signedIn> | undefined> {
  const response = await computer.request.get(`${fixture.baseUrl}/session`);
  return response.status() === 401 ? undefined : v.parse(signedIn, await response.json());
}
