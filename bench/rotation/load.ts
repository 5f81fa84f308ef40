import { randomBytes } from 'node:crypto';
import type { Provider } from '../provider.ts';
import { median } from '../statistics.ts';

/** Results of one phase's sign-ins. */
export interface PhaseResult {
  readonly name: string;
  readonly seconds: number;
  readonly tried: number;
  /** Error response of each failed sign-in. */
  readonly failures: readonly string[];
  readonly medianMs: number;
  readonly longestMs: number;
}

/** Continuous sign-ins until `end`. */
export interface Load {
  /** Counts the sign-ins that start during `work` as one phase. */
  phase(name: string, work: () => Promise<void>): Promise<PhaseResult>;
  /** Ends the load, and counts the created and the active sessions. */
  end(): Promise<{ readonly sessions: number; readonly open: number }>;
}

/** Number of people who sign in concurrently. */
const concurrency = 6;

interface TimedSignIn {
  readonly startedAt: number;
  readonly ms: number;
  readonly failure?: string;
}

/** Starts signing new people in at a local run, until `end`. */
export function startLoad(baseUrl: string, provider: Provider): Load {
  const attempts: TimedSignIn[] = [];
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
  const working = Promise.all(Array.from({ length: concurrency }, person));

  return {
    async phase(name, work) {
      const from = performance.now();
      await work();
      const to = performance.now();
      // Sign-ins that started in the phase must end before they are counted.
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
      for (const cookie of cookies) if (await isActive(baseUrl, cookie)) open += 1;
      return { sessions: cookies.length, open };
    },
  };
}

type SignedIn = { readonly cookie: string } | { readonly failure: string };

/** A complete sign-in, followed by a session check. */
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
  return (await isActive(baseUrl, session)) ? { cookie: session } : { failure: 'the session is not active' };
}

async function isActive(baseUrl: string, cookie: string): Promise<boolean> {
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
