import { isObject } from '../../../functions/core/base/json.ts';
import { BadCell, readTime } from './cells.ts';
import { quoted } from './row.ts';

/**
 * An identity of an imported account. The provider name is that of the file, or, after mapping, that of the deployment.
 */
export interface ImportedIdentity {
  readonly provider: string;
  readonly uid: string;
  /** Time of the last sign-in with the identity, milliseconds since the epoch. */
  readonly lastSignInAt?: number;
}

/**
 * The providers of the deployment, and the mapping from provider names in the file to names of the deployment's
 * providers.
 */
export interface ProviderNameMapping {
  has(provider: string): boolean;
  /**
   * Value of the option `--map`: the deployment's provider name by the file's. An empty name omits the identities at
   * the provider.
   */
  readonly map: ReadonlyMap<string, string>;
}

/**
 * Syntax of a uid (the provider's id of the user): that of `sub` in an ID token (OpenID Connect Core 1.0 section 2).
 */
const uidForm = /^[\x20-\x7e]{1,255}$/;

/**
 * Formats identities as one CSV cell: `provider:uid`, separated by `;`. In a uid, `;` is escaped as `%3B` and `%` as
 * `%25`.
 */
export function identitiesText(identities: readonly ImportedIdentity[]): string {
  const escaped = (uid: string) => uid.replaceAll('%', '%25').replaceAll(';', '%3B');
  return identities.map(({ provider, uid }) => `${provider}:${escaped(uid)}`).join(';');
}

/**
 * Parses the identities of an account: text in the format of `identitiesText`, or a JSON list of objects with
 * `provider` and `uid` (in GitLab `extern_uid`).
 * @throws BadCell if the cell has neither format, or an identity in it is invalid.
 */
export function readIdentities(cell: unknown): readonly ImportedIdentity[] {
  if (typeof cell === 'string') return cell.split(';').map(fromText);
  if (Array.isArray(cell)) return cell.map(fromObject);
  throw new BadCell('is neither a list of identities nor provider:uid;provider:uid');
}

function fromText(text: string): ImportedIdentity {
  const colon = text.indexOf(':');
  if (colon < 1) throw new BadCell(`${quoted(text)} is not an identity: write provider:uid`);
  const uid = text
    .slice(colon + 1)
    .replaceAll('%3B', ';')
    .replaceAll('%25', '%');
  return identityOf(text.slice(0, colon).trim(), uid);
}

function fromObject(value: unknown): ImportedIdentity {
  if (!isObject(value)) throw new BadCell(`${quoted(value)} is not an identity: give provider and uid`);
  const { provider, uid = value['extern_uid'], last_sign_in_at: used } = value;
  return { ...identityOf(provider, uid), ...(typeof used === 'string' && { lastSignInAt: readTime(used) }) };
}

/**
 * Validates the provider name and the uid of an identity.
 * @throws BadCell if the provider name is empty or not text, or the uid is not 1 to 255 printable ASCII characters.
 */
export function identityOf(provider: unknown, uid: unknown): ImportedIdentity {
  if (typeof provider !== 'string' || provider === '') throw new BadCell(`${quoted(provider)} is not a provider name`);
  if (typeof uid === 'string' && uidForm.test(uid)) return { provider, uid };
  throw new BadCell(`the identity at ${quoted(provider)} has no uid of 1 to 255 ASCII characters`);
}

/**
 * Maps a provider name in the file to that of the deployment. A name that is not in `--map` is converted to lower case,
 * with hyphens for underscores.
 * @returns The empty string if `--map` omits the provider.
 */
function mapProviderName(theirs: string, { map }: ProviderNameMapping): string {
  return map.get(theirs) ?? theirs.toLowerCase().replaceAll('_', '-');
}

/**
 * Parses the name of the provider that vouches for the account's email address.
 * @returns The deployment's name of the provider; undefined if `--map` omits the provider.
 * @throws BadCell if the account has no identity at the provider.
 */
export function readVoucher(
  cell: unknown,
  identities: Readonly<Record<string, ImportedIdentity>>,
  providers: ProviderNameMapping,
): string | undefined {
  const name = typeof cell === 'string' ? mapProviderName(cell, providers) : undefined;
  if (name === '') return undefined;
  if (name !== undefined && Object.hasOwn(identities, name)) return name;
  throw new BadCell(`the account has no identity at ${quoted(cell)}: name the provider of one of its identities`);
}

/**
 * Maps the provider names of identities to those of the deployment.
 * @throws BadCell if the deployment does not have the provider, and for two identities at one provider.
 */
export function mapProviderNames(
  identities: readonly ImportedIdentity[],
  providers: ProviderNameMapping,
): Readonly<Record<string, ImportedIdentity>> {
  const ours = new Map<string, ImportedIdentity>();
  for (const identity of identities) {
    const theirs = identity.provider;
    const name = mapProviderName(theirs, providers);
    if (name === '') continue;
    if (!providers.has(name)) {
      throw new BadCell(
        `the deployment has no provider ${quoted(theirs)}: map it with --map (providers list shows the names)`,
      );
    }
    if (ours.has(name))
      throw new BadCell(`has two identities at ${name}: an account can have only one at each provider`);
    ours.set(name, { ...identity, provider: name });
  }
  return Object.fromEntries(ours);
}
