import type { RotationPorts } from '../../../functions/rotation/ports.ts';

/** How a call to the outside goes wrong. A function that dies makes none of the calls that are left. */
export type Fault =
  | 'its answer is lost'
  | 'it does not happen'
  | 'the function dies after it'
  | 'the function dies before it';

export const faults: readonly Fault[] = [
  'its answer is lost',
  'it does not happen',
  'the function dies after it',
  'the function dies before it',
];

/** Which call goes wrong: the first of this name, or the one of this number, the first being 1. */
export type Which = { readonly call: string } | { readonly number: number };

/** Ports of which one call goes wrong. */
export interface Interrupted {
  readonly ports: RotationPorts;
  /** The calls that were made so far, or would have been, by name. */
  readonly calls: readonly string[];
}

/** What is asked of no one outside. */
const inside: ReadonlySet<string> = new Set(['isRenewable']);

/**
 * Ports whose calls to Secrets Manager, the table and the provider are counted, and of which one goes wrong.
 * @param after Happens after each call that was made.
 */
export function interrupt(
  ports: RotationPorts,
  fault: Fault,
  which: Which,
  after: () => Promise<void> = async () => undefined,
): Interrupted {
  const calls: string[] = [];
  const dies = fault.startsWith('the function dies');
  const happens = fault === 'its answer is lost' || fault === 'the function dies after it';
  let isOver = false;

  const call = async (name: string, run: () => Promise<unknown>): Promise<unknown> => {
    const isChosen = !isOver && ('call' in which ? name === which.call : calls.length + 1 === which.number);
    const fails = isChosen || (isOver && dies);
    calls.push(name);
    isOver ||= isChosen;
    if (fails && !(isChosen && happens)) throw new Error('the connection was cut');
    const answer = await run();
    await after();
    if (fails) throw new Error('the connection was cut');
    return answer;
  };

  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function' || inside.has(String(name))) return member;
        return (...input: unknown[]) => call(String(name), () => Reflect.apply(member, object, input));
      },
    });
  const credentials: RotationPorts['clientSecretAt'] = (provider) => watched(ports.clientSecretAt(provider));
  return {
    calls,
    ports: { ...ports, table: watched(ports.table), versions: watched(ports.versions), clientSecretAt: credentials },
  };
}
