import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ProgrammableProviderOptions } from '../programmable-provider/index.ts';
import type { ConformanceModule } from './module.ts';

/** A plan: modules that run at providers set up in one way. */
export interface Plan {
  /** The directory of its modules below test/hostile/conformance. */
  readonly name: string;
  readonly title: string;
  /** The suite's own name of the plan. */
  readonly suite: string;
  /** What of the suite's plan is here and what is not, where they differ. */
  readonly differs?: string;
  /** How each of its modules' providers is set up. */
  readonly provider?: Omit<ProgrammableProviderOptions, 'name'>;
  /** Modules of another plan that belong to this one too: all of them, or those of these names. */
  readonly shares?: { readonly from: string; readonly names?: readonly string[] };
}

/** A module with its name. */
export interface NamedModule {
  readonly name: string;
  readonly module: ConformanceModule;
}

/** The plans, in the order of the report. */
export const plans: readonly Plan[] = [
  { name: 'basic', title: 'Basic RP', suite: 'oidcc-client-basic-certification-test-plan' },
  {
    name: 'config',
    title: 'Config RP',
    suite: 'oidcc-client-config-certification-test-plan',
    shares: { from: 'basic', names: ['oidcc-client-test-idtoken-sig-none'] },
  },
  {
    name: 'form-post',
    title: 'Form Post RP',
    suite: 'oidcc-client-formpost-basic-certification-test-plan',
    provider: { config: { responseMode: 'form_post' } },
    shares: { from: 'basic' },
  },
  {
    name: 'backchannel-logout',
    title: 'Back-Channel Logout RP',
    suite: 'oidcc-client-back-channel-logout-rp-basic',
    differs:
      'Here a separate module tests logout tokens with an unknown claim, and requests with an unknown form field.',
  },
  {
    name: 'rp-initiated-logout',
    title: 'RP-Initiated Logout RP',
    suite: 'oidcc-client-rp-initiated-logout-rp-basic',
  },
  {
    name: 'frontchannel-logout',
    title: 'Front-Channel Logout RP',
    suite: 'oidcc-client-front-channel-logout-rp-basic',
  },
  {
    name: 'third-party-init-login',
    title: '3rd Party Initiated Login RP',
    suite: 'oidcc-client-test-3rd-party-init-login-test-plan',
    differs: 'Here a separate module tests `iss` values that are the issuer of no provider.',
  },
  {
    name: 'fapi2-client',
    title: 'FAPI 2.0 client',
    suite: 'fapi2-security-profile-final-client-test-plan',
    differs:
      'Modules of the suite that need DPoP or client certificates are left out, and so are those that are already in Basic RP or Config RP. Three modules on `at_hash` and `max_age` are added. Each module runs at a provider that accepts only pushed authorization requests.',
    provider: { algorithm: 'ES256', pushing: 'required' },
  },
];

const directory = new URL('../../hostile/conformance/', import.meta.url);

/** A plan by its name. */
export function planOf(name: string): Plan {
  const plan = plans.find((each) => each.name === name);
  if (plan === undefined) throw new Error(`there is no conformance plan ${name}`);
  return plan;
}

/** Names of a plan's modules, those that it shares first. */
export async function moduleNames(plan: Plan): Promise<readonly string[]> {
  const { from, names } = plan.shares ?? {};
  const shared = from === undefined ? [] : (names ?? (await ownNames(from)));
  return [...shared, ...(await ownNames(plan.name))];
}

async function ownNames(plan: string): Promise<readonly string[]> {
  const files = await readdir(new URL(`${plan}/`, directory));
  return files.map((file) => basename(file, '.ts')).sort();
}

/** Loads a plan's modules: one after the other, since Jest's loader links no two at once. */
export async function loadModules(plan: Plan): Promise<readonly NamedModule[]> {
  const own = new Set(await ownNames(plan.name));
  const loaded: NamedModule[] = [];
  for (const name of await moduleNames(plan)) {
    const from = own.has(name) ? plan.name : plan.shares?.from;
    const { module } = await import(new URL(`${from}/${name}.ts`, directory).href);
    loaded.push({ name, module });
  }
  return loaded;
}
