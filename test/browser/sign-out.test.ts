import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { type CertifiedProvider, startCertifiedProvider } from '../support/certified-provider.ts';
import { describeInChromium, launchChromium, newVisitor } from '../support/chromium.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { describeInBrowser } from './describe-in-browser.ts';
import { sessionOf, signIn, signOut, untilTitled } from './steps.ts';

describeInBrowser('signing out', (fixture) => {
  test('on the phone: that browser is signed out, another stays signed in', async () => {
    const phone = await fixture().phone();
    const firefox = await fixture().computer({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0' });
    const safari = await fixture().computer({
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
    });
    await signIn(fixture(), firefox, phone);
    await signIn(fixture(), safari, phone);

    await phone.goto(`${fixture().providerUrl}/phone`);
    await phone.getByRole('button', { name: 'Sign out of Postern (local), Firefox on Windows' }).click();
    expect(await phone.getByRole('status').textContent()).toBe('Signed out. The site confirmed it.');

    await firefox.goto(fixture().baseUrl);
    expect(firefox.url()).toBe(`${fixture().baseUrl}/login?return_to=%2Faccount`);
    expect(await sessionOf(fixture(), firefox)).toBeUndefined();
    await safari.goto(fixture().baseUrl);
    await untilTitled(safari, 'Alice Smith');
  });

  test('on the account page: goes on to the provider, and comes back signed out', async () => {
    const [computer, phone] = [await fixture().computer(), await fixture().phone()];
    await signIn(fixture(), computer, phone);
    await signOut(fixture(), computer);
    expect(await computer.getByRole('status').textContent()).toContain('You are signed out');
    await untilTitled(computer, 'Sign in');
    expect(await sessionOf(fixture(), computer)).toBeUndefined();
    await phone.goto(`${fixture().providerUrl}/phone`);
    expect(await phone.getByRole('button', { name: /Chrome on Linux/ }).count()).toBe(0);
  });
});

describeInChromium('signing out from an app', () => {
  let app: Server;
  let appOrigin: string;
  let provider: CertifiedProvider;
  let stack: LocalStack;
  let chromium: Browser;
  let context: BrowserContext;

  /** An app with a sign-out form, and a policy that lets it lead to Postern and its provider alone. */
  const startApp = async (): Promise<string> => {
    app = createServer((request, response) => {
      response.setHeader('content-security-policy', `form-action ${stack.baseUrl} ${provider.issuer}`);
      response.setHeader('content-type', 'text/html');
      const title = request.url === '/bye?from=app' ? 'Bye' : 'App';
      const field = `<input type="hidden" name="return_to" value="${appOrigin}/bye?from=app">`;
      const form = `<form method="post" action="${stack.baseUrl}/logout">${field}<button>Sign out</button></form>`;
      response.end(`<!doctype html><title>${title}</title><h1>${title}</h1>${form}`);
    });
    await new Promise<void>((resolve) => app.listen(0, 'localhost', resolve));
    return `http://localhost:${Object(app.address()).port}`;
  };

  beforeAll(async () => {
    // The provider is on another site, 127.0.0.1, and comes back from a form of its own, which may lead to Postern alone.
    provider = await startCertifiedProvider({
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          const button = '<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>';
          ctx.set('content-security-policy', `form-action 'self' ${stack.baseUrl}`);
          ctx.body = `<!doctype html><title>Out</title>${form}${button}`;
        },
      },
    });
    appOrigin = await startApp();
    const providers = [provider.config('op')];
    const config = { allowSingleSignOn: true, blockAutoCreatedUsers: false, appOrigins: [appOrigin], providers };
    stack = await startLocalStack({ config });
    const post_logout_redirect_uris = [`${stack.baseUrl}/login?signed_out=true`];
    provider.register(stack.baseUrl, [{ name: 'op', post_logout_redirect_uris }]);
    chromium = await launchChromium();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    await provider.close();
    app.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
  });

  test('goes on to the provider on another site, and comes back to the app', async () => {
    context = await newVisitor(chromium);
    const page = await context.newPage();
    await page.goto(`${stack.baseUrl}/login/op?return_to=${encodeURIComponent(`${appOrigin}/`)}`);
    await untilTitled(page, 'App');
    expect((await page.request.get(`${stack.baseUrl}/session`)).status()).toBe(200);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await untilTitled(page, 'Bye');
    expect(page.url()).toBe(`${appOrigin}/bye?from=app`);
    expect((await page.request.get(`${stack.baseUrl}/session`)).status()).toBe(401);
    const left = (await context.cookies(stack.baseUrl)).map(({ name }) => name);
    expect(left.filter((name) => name.startsWith('postern-'))).toEqual([]);
  });
});
