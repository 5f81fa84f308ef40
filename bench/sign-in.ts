import { randomBytes } from 'node:crypto';
import { type Outcome, startFunction } from './function-process.ts';
import { signIn, signOut } from './journey.ts';
import type { NodeVersion } from './node-versions.ts';
import type { Stack } from './stack.ts';
import { medianOf } from './statistics.ts';

/** Cost of one journey in warm functions. Medians. */
export interface JourneyCost {
  readonly name: 'first sign-in' | 'later sign-in' | 'sign-out';
  /** Milliseconds until the functions have responded, sequentially. */
  readonly wallMs: number;
  /** CPU milliseconds of the functions' processes. */
  readonly cpuMs: number;
}

/** People per round, warm-up rounds, and measured rounds. */
const times = { people: 60, warmUp: 3, rounds: 7 };

/** Measures first sign-ins, later sign-ins and sign-outs, in several rounds. */
export async function measureSignIns(stack: Stack, node: NodeVersion): Promise<readonly JourneyCost[]> {
  const { functions, provider } = stack;
  const login = startFunction(functions.login, node);
  const callback = startFunction(functions.callback, node);
  const session = startFunction(functions.session, node);
  const samples: { readonly first: Cost; readonly later: Cost; readonly out: Cost }[] = [];
  for (let round = 0; round < times.warmUp + times.rounds; round += 1) {
    const subjects = Array.from({ length: times.people }, () => randomBytes(12).toString('hex'));
    const first = await signIn({ login, callback }, provider, subjects);
    const later = await signIn({ login, callback }, provider, subjects);
    const out = await session.run(later.cookies.map(signOut));
    if (round >= times.warmUp) {
      samples.push({
        first: sumOf(first.login, first.callback),
        later: sumOf(later.login, later.callback),
        out,
      });
    }
  }
  await Promise.all([login.close(), callback.close(), session.close()]);
  const cost = (name: JourneyCost['name'], read: (sample: (typeof samples)[number]) => Cost): JourneyCost => ({
    name,
    wallMs: medianOf(samples, (sample) => read(sample).wallMs),
    cpuMs: medianOf(samples, (sample) => read(sample).cpuMs),
  });
  return [
    cost('first sign-in', ({ first }) => first),
    cost('later sign-in', ({ later }) => later),
    cost('sign-out', ({ out }) => out),
  ];
}

type Cost = Pick<Outcome, 'wallMs' | 'cpuMs'>;

function sumOf(one: Cost, other: Cost): Cost {
  return { wallMs: one.wallMs + other.wallMs, cpuMs: one.cpuMs + other.cpuMs };
}
