import { startFunction } from './function-process.ts';
import { sessionCheck, signIn, signOut } from './journey.ts';
import type { Usage } from './meter.ts';
import type { NodeVersion } from './node-versions.ts';
import type { Stack } from './stack.ts';

/** Calls and capacity of one journey. */
export interface JourneyUsage extends Usage {
  readonly name: string;
}

/**
 * Counts calls and capacity of each journey, with cold and with warm functions.
 * @param subject Subject identifier of a person who has never signed in.
 */
export async function countUsage(stack: Stack, node: NodeVersion, subject = 'usage'): Promise<readonly JourneyUsage[]> {
  const { metered, meter, provider } = stack;
  const login = startFunction(metered.login, node);
  const callback = startFunction(metered.callback, node);
  const session = startFunction(metered.session, node);
  const functions = { login, callback };
  const usages: JourneyUsage[] = [];
  const count = async <T>(name: string, journey: () => Promise<T>): Promise<T> => {
    meter.take();
    const result = await journey();
    usages.push({ name, ...meter.take() });
    return result;
  };

  await count('first sign-in, functions just started', () => signIn(functions, provider, [`${subject}-cold`]));
  await count('first sign-in', () => signIn(functions, provider, [subject]));
  const { cookies } = await count('later sign-in', () => signIn(functions, provider, [subject]));
  await count('session check', () => session.run(cookies.map(sessionCheck)));
  await count('sign-out, function just started', () => session.run(cookies.map(signOut)));
  const again = await signIn(functions, provider, [subject]);
  await count('sign-out', () => session.run(again.cookies.map(signOut)));
  await Promise.all([login.close(), callback.close(), session.close()]);
  return usages;
}
