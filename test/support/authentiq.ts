import { Browser } from './browser.ts';
import type { LocalStack } from './local-stack.ts';
import { locationOf, startLogin } from './login.ts';

/** A sign-in at the local Authentiq-like provider that waits for the phone. */
export interface WaitingSignIn {
  /** The computer's page, which goes on once the phone has decided. */
  readonly interaction: URL;
  /** The page's HTML. */
  readonly page: string;
  /** What the QR code leads to. */
  readonly ticket: URL;
}

function providerOf({ local }: LocalStack): string {
  if (local.providerUrl === undefined) throw new Error('the local provider does not run');
  return local.providerUrl;
}

/** Starts a login in the computer's browser and goes on to the provider's page. */
export async function beginSignIn(
  stack: LocalStack,
  computer: Browser,
  query: Record<string, string> = {},
): Promise<WaitingSignIn> {
  const provider = providerOf(stack);
  const start = await startLogin(stack.baseUrl, computer, 'authentiq', query);
  const { url, response } = await computer.follow(start, provider);
  const page = (await response?.text()) ?? '';
  const [path = ''] = /\/phone\/[\w-]{22}/.exec(page) ?? [];
  return { interaction: url, page, ticket: new URL(path, provider) };
}

/** Approves on the phone, sharing the named optional items. */
export async function approve(phone: Browser, { ticket }: WaitingSignIn, share: readonly string[]): Promise<void> {
  const response = await phone.request(ticket, { decision: 'approve', share });
  await response.body?.cancel();
}

/** The computer's page goes on: gives the callback that the browser is to open. */
export async function resume(stack: LocalStack, computer: Browser, { interaction }: WaitingSignIn): Promise<URL> {
  return (await computer.follow(interaction, providerOf(stack))).url;
}

/** What is asked for beyond what is required, all shared. */
export const everything = ['aq:name', 'address', 'aq:push'] as const;

/** A whole sign-in that the phone approves; gives the callback's response. */
export async function signInByPhone(
  stack: LocalStack,
  {
    computer = new Browser(),
    phone = new Browser(),
    share = everything,
    query = {},
  }: {
    readonly computer?: Browser;
    readonly phone?: Browser;
    readonly share?: readonly string[];
    readonly query?: Record<string, string>;
  } = {},
) {
  const waiting = await beginSignIn(stack, computer, query);
  await approve(phone, waiting, share);
  const callback = await resume(stack, computer, waiting);
  const response = await computer.request(callback);
  return { computer, phone, callback, response };
}

/** Makes the phone somebody else's: a sample person by name. */
export async function becomePerson(stack: LocalStack, phone: Browser, person: string): Promise<void> {
  await phone.request(`${providerOf(stack)}/phone/identity`, { person });
}

/** Where the phone signs out of each site that its person is signed in to, the latest first. */
export async function sitesOf(stack: LocalStack, phone: Browser): Promise<readonly URL[]> {
  const provider = providerOf(stack);
  const page = await (await phone.request(`${provider}/phone`)).text();
  const forms = page.matchAll(/action="(\/phone\/sites\/[\w-]{5,}\/end)"/g);
  return [...forms].map(([, path = '']) => new URL(path, provider));
}

/** Goes through the provider's own sign-out page; gives where it leads back to. */
export async function confirmSignOut(computer: Browser, endSession: URL): Promise<URL> {
  const page = await (await computer.request(endSession)).text();
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? [];
  return locationOf(await computer.request(new URL('/end-session/confirm', endSession), { xsrf, logout: 'yes' }));
}
