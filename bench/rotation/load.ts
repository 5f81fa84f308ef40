import { randomBytes } from 'node:crypto';
import type { Provider } from '../provider.ts';
import { median } from '../statistics.ts';

/** What became of the sign-ins of one phase. */
export interface PhaseResult {
  readonly name: string;
  readonly seconds: number;
  readonly tried: number;
  /** What each failed sign-in was answered with. */
  readonly failures: readonly string[];
  readonly medianMs: number;
  readonly longestMs: number;
}

/** Sign-ins that go on until the load ends. */
export interface Load {
  /** Lets sign-ins that are begun during `work` count as one phase. */
  phase(name: string, work: () => Promise<void>): Promise<PhaseResult>;
  /** Ends it, and tells how many of the sessions that it opened are still open. */
  end(): Promise<{ readonly sessions: number; readonly open: number }>;
}

/** People who sign in at the same time. */
const people = 6;

interface Attempt {
  readonly startedAt: number;
  readonly ms: number;
  readonly failure?: string;
}

/** Signs new people in at a local run, again and again, until it is ended. */
export function startLoad(baseUrl: string, provider: Provider): Load {
  const attempts: Attempt[] = [];
  const cookies: string[] = [];
  let ended = false;

  async function person(): Promise<void> {
    while (!ended) {
      const startedAt = performance.now();
      const outcome = await signIn(baseUrl, provider).catch((error: unknown) => ({ failure: String(error) }));
      if ('cookie' in outcome) cookies.push(outcome.cookie);
      attempts.push({ startedAt, ms: performance.now() - startedAt, ...('failure' in outcome && outcome) });
    }
  }
  const working = Promise.all(Array.from({ length: people }, person));

  return {
    async phase(name, work) {
      const from = performance.now();
      await work();
      const to = performance.now();
      // What was begun within the phase has to end before it is counted.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const counted = attempts.filter(({ startedAt }) => startedAt >= from && startedAt < to);
      const times = counted.map(({ ms }) => ms);
      return {
        name,
        seconds: (to - from) / 1000,
        tried: counted.length,
        failures: counted.flatMap(({ failure }) => failure ?? []),
        medianMs: median(times),
        longestMs: Math.max(...times),
      };
    },
    async end() {
      ended = true;
      await working;
      let open = 0;
      for (const cookie of cookies) if (await isOpen(baseUrl, cookie)) open += 1;
      return { sessions: cookies.length, open };
    },
  };
}

type SignedIn = { readonly cookie: string } | { readonly failure: string };

/** One whole sign-in, and the session check that says that it holds. */
async function signIn(baseUrl: string, provider: Provider): Promise<SignedIn> {
  const start = await fetch(`${baseUrl}/login/bench`, { redirect: 'manual' });
  if (start.status !== 302) return failed('login', start);
  const parameters = new URL(start.headers.get('location') ?? '').searchParams;
  const code = provider.grant({ subject: randomBytes(12).toString('hex'), nonce: parameters.get('nonce') ?? '' });
  const query = new URLSearchParams({ code, state: parameters.get('state') ?? '' });
  const cookie = cookieOf(start, 'postern-login-');
  const callback = await fetch(`${baseUrl}/callback/bench?${query}`, {
    redirect: 'manual',
    headers: { cookie, accept: 'application/json' },
  });
  if (callback.status !== 303) return failed('callback', callback);
  const session = cookieOf(callback, 'postern-session=');
  return (await isOpen(baseUrl, session)) ? { cookie: session } : { failure: 'the session is not open' };
}

async function isOpen(baseUrl: string, cookie: string): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/session`, { headers: { cookie } });
  await answer.arrayBuffer();
  return answer.status === 200;
}

async function failed(step: string, answer: Response): Promise<SignedIn> {
  return { failure: `${step}: ${answer.status} ${(await answer.text()).slice(0, 200)}` };
}

function cookieOf(answer: Response, name: string): string {
  return (
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith(name) && !/Max-Age=0/i.test(cookie))
      ?.split(';')[0] ?? ''
  );
}
