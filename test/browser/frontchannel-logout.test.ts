import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInChromium, launchChromium, newVisitor } from '../support/chromium.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import {
  type Misbehaviour,
  type ProgrammableProvider,
  startProgrammableProvider,
} from '../support/programmable-provider/index.ts';

const sid = 'sid-1';
/** The same place by a name that is on the site of the local run; 127.0.0.1 is another site. */
const onOurSite = (url: unknown) => String(url).replace('127.0.0.1', 'localhost');

describeInChromium('a provider’s sign-out page with a frame', () => {
  let near: ProgrammableProvider;
  let far: ProgrammableProvider;
  let stack: LocalStack;
  let chromium: Browser;
  let context: BrowserContext;

  /** Its sign-out is a page with the address in a frame. */
  const framing = (issuer: () => string): Misbehaviour => ({
    replies: {
      endSession(response) {
        const frame = `<iframe src="${address(issuer()).replaceAll('&', '&amp;')}"></iframe>`;
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Out</title>${frame}`);
      },
    },
  });
  const address = (iss: string, name = iss === far.issuer ? 'far' : 'near') =>
    `${stack.baseUrl}/logout/frontchannel/${name}?${new URLSearchParams({ iss, sid })}`;

  beforeAll(async () => {
    far = await startProgrammableProvider({
      name: 'far',
      quirks: { claims: (claims) => ({ ...claims, sid }), ...framing(() => far.issuer) },
    });
    near = await startProgrammableProvider({
      name: 'near',
      quirks: {
        // Without a sign-out that we know of, pages of the issuer alone may have the frame.
        discovery: ({ end_session_endpoint: _, ...document }) => ({ ...document, issuer: onOurSite(near.issuer) }),
        claims: (claims) => ({ ...claims, iss: onOurSite(claims.iss), sid }),
        ...framing(() => onOurSite(near.issuer)),
      },
    });
    const providers = [far.config, { ...near.config, issuer: onOurSite(near.issuer) }];
    stack = await startLocalStack({ config: { allowSingleSignOn: true, blockAutoCreatedUsers: false, providers } });
    chromium = await launchChromium();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    await Promise.all([near.close(), far.close()]);
  });

  const status = async (page: Page) => (await page.request.get(`${stack.baseUrl}/session`)).status();

  /** A browser that is signed in. */
  async function signedIn(provider: 'near' | 'far'): Promise<Page> {
    context = await newVisitor(chromium);
    const page = await context.newPage();
    await page.goto(`${stack.baseUrl}/login/${provider}`);
    expect(await status(page)).toBe(200);
    return page;
  }

  /** Opens a sign-out page; gives what its frame shows. */
  async function frameAt(page: Page, origin: string): Promise<string | null> {
    await page.goto(`${origin}/end-session`);
    return page.frameLocator('iframe').locator('body').textContent();
  }

  test('on our site: it ends the session, and the cookie is gone', async () => {
    const page = await signedIn('near');
    expect(await frameAt(page, onOurSite(near.issuer))).toContain('There is nothing to do here.');
    expect(await status(page)).toBe(401);
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('postern-session');
  });

  test('on another site: it is shown, and nothing happens, as the browser sends no cookie', async () => {
    const page = await signedIn('far');
    expect(await frameAt(page, far.issuer)).toContain('There is nothing to do here.');
    expect(await status(page)).toBe(200);
  });

  test('in a page of anybody else’s: it is not shown', async () => {
    const page = await signedIn('near');
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    expect(await frameAt(page, near.issuer)).not.toContain('There is nothing to do here.');
    expect(complaints.join()).toContain(`frame-ancestors ${onOurSite(near.issuer)}`);
    expect(await status(page)).toBe(200);
  });

  test('opened by itself, as by a link: nothing happens', async () => {
    const page = await signedIn('near');
    await page.goto(address(onOurSite(near.issuer)));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign-out elsewhere');
    expect(await status(page)).toBe(200);
  });
});
