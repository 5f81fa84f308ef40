import type { ClaimValue, ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';
import { presets } from './presets.ts';
import { isHostName } from './urls.ts';

type RequiredClaims = ProviderSettings['requiredClaims'];
type Restricting = Pick<ProviderSettings, 'type' | 'issuer' | 'authorizationParameters'>;

const claimName = /^[!-~]{1,255}$/;
const nameRemedy = 'A claim name has 1 to 255 printable ASCII characters without spaces.';
const valueRemedy =
  'It must be the value that the claim must have: a string of 1 to 1024 printable characters, a whole number, true or false; or a list of such values, one of which it must have.';
const emailRemedy =
  'An email address counts only if it is verified: remove the claim, and set allowedEmailDomains, or email~rs in args.scope.';

/**
 * Reads a provider's required claims. A parameter in `args` that asks for the people of one organisation makes the
 * organisation's claim required, since the parameter is only a hint, which the person can remove from the authorization
 * request. A claim that the block requires may not contradict such a parameter.
 */
export function readRequiredClaims(
  field: Field,
  args: Field,
  provider: Restricting,
): Pick<ProviderSettings, 'requiredClaims'> {
  const written = new Map<string, RequiredClaims[string]>();
  const restriction = restrictionOf(provider, args);
  for (const [claim, value] of (field.absent ? undefined : field.entries()) ?? []) {
    checkClaimName(claim, value);
    const values = readValues(value);
    written.set(claim, values);
    if (restriction?.claim === claim && !agrees(values, restriction.values)) {
      value.refuse(
        `args.${restriction.parameter} already requires the claim ${claim}: remove it here, or give both the same value${restriction.several}.`,
      );
    }
  }
  if (restriction !== undefined && !written.has(restriction.claim)) written.set(restriction.claim, restriction.values);
  return { requiredClaims: Object.fromEntries(written) };
}

function checkClaimName(claim: string, field: Field): void {
  if (!claimName.test(claim)) field.refuse(nameRemedy, 'an invalid claim name');
  else if (claim === 'email') field.refuse(emailRemedy);
}

function readValues(field: Field): readonly ClaimValue[] {
  const items = Array.isArray(field.value) ? field.items() : [field];
  if (items.length === 0) field.refuse('An empty list is ambiguous (nobody or everybody): name values, or remove it.');
  return items.map((item) => {
    if (isClaimValue(item.value)) return item.value;
    item.refuse(valueRemedy);
    return '';
  });
}

function isClaimValue(value: unknown): value is ClaimValue {
  if (typeof value === 'string') return /^[^\p{C}]{1,1024}$/u.test(value);
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}

/** Whether the block requires no more and no other values than the parameter in `args`. */
function agrees(written: readonly ClaimValue[], implied: RequiredClaims[string]): boolean {
  return implied === 'any' || written.every((value) => implied.includes(value));
}

/** A parameter of the authorization request that asks for the people of one organisation, and the claim that proves it. */
interface Restriction {
  readonly parameter: string;
  readonly claim: string;
  readonly values: RequiredClaims[string];
  /** How to allow several organisations, as the end of a sentence. */
  readonly several: string;
}

function restrictionOf({ type, issuer, authorizationParameters }: Restricting, args: Field): Restriction | undefined {
  const { hd, organization } = authorizationParameters;
  if (hd !== undefined && (type === 'google' || issuer === presets.google.issuer)) {
    checkHostedDomain(hd, args);
    const several = ', or set args.hd to "*" for several domains';
    return { parameter: 'hd', claim: 'hd', values: hd === '*' ? 'any' : [hd], several };
  }
  if (organization === undefined || type !== 'auth0') return undefined;
  // Auth0 names an organisation by its ID, or by its name, which tokens have in lower case.
  const [claim, value] = organization.startsWith('org_')
    ? ['org_id', organization]
    : ['org_name', organization.toLowerCase()];
  const several = ', or remove args.organization for several organisations';
  return { parameter: 'organization', claim, values: [value], several };
}

/** Google's tokens have the hosted domain in lower case, so with capitals nobody could sign in. */
function checkHostedDomain(hd: string, args: Field): void {
  if (hd === '*' || hd === '' || isHostName(hd)) return;
  args
    .entries()
    ?.get('hd')
    ?.refuse('It must be one Google Workspace domain in lower case, "example.com", or "*" for any.');
}
