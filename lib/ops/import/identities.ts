import { isObject } from '../../../functions/core/base/json.ts';
import { BadCell, readTime } from './cells.ts';
import { quoted } from './row.ts';

/** An identity, under the file's name of the provider or under ours. */
export interface ImportedIdentity {
  readonly provider: string;
  readonly uid: string;
  /** Milliseconds since the epoch. */
  readonly lastSignInAt?: number;
}

/** Which providers there are, and which of the file's names means which. */
export interface ProviderNameMapping {
  has(provider: string): boolean;
  /** What `--map` says; an empty name leaves identities out. */
  readonly map: ReadonlyMap<string, string>;
}

/** What a provider can know a person by: the same as a subject in an ID token (Core 1.0 section 2). */
const uidForm = /^[\x20-\x7e]{1,255}$/;

/** Writes identities into one cell: `provider:uid`, separated by `;`, which stands as `%3B` in a uid, and `%` as `%25`. */
export function identitiesText(identities: readonly ImportedIdentity[]): string {
  const escaped = (uid: string) => uid.replaceAll('%', '%25').replaceAll(';', '%3B');
  return identities.map(({ provider, uid }) => `${provider}:${escaped(uid)}`).join(';');
}

/**
 * Reads identities: the text that `identitiesText` writes, or a JSON list of objects with `provider` and `uid`, or, as
 * GitLab has it, `extern_uid`.
 * @throws BadCell
 */
export function readIdentities(cell: unknown): readonly ImportedIdentity[] {
  if (typeof cell === 'string') return cell.split(';').map(fromText);
  if (Array.isArray(cell)) return cell.map(fromObject);
  throw new BadCell('is neither a list of identities nor provider:uid;provider:uid');
}

function fromText(text: string): ImportedIdentity {
  const colon = text.indexOf(':');
  if (colon < 1) throw new BadCell(`${quoted(text)} is no identity: write provider:uid`);
  const uid = text
    .slice(colon + 1)
    .replaceAll('%3B', ';')
    .replaceAll('%25', '%');
  return identityOf(text.slice(0, colon).trim(), uid);
}

function fromObject(value: unknown): ImportedIdentity {
  if (!isObject(value)) throw new BadCell(`${quoted(value)} is no identity: give provider and uid`);
  const { provider, uid = value['extern_uid'], last_sign_in_at: used } = value;
  return { ...identityOf(provider, uid), ...(typeof used === 'string' && { lastSignInAt: readTime(used) }) };
}

/**
 * An identity of two cells.
 * @throws BadCell
 */
export function identityOf(provider: unknown, uid: unknown): ImportedIdentity {
  if (typeof provider !== 'string' || provider === '') throw new BadCell(`${quoted(provider)} is no provider's name`);
  if (typeof uid === 'string' && uidForm.test(uid)) return { provider, uid };
  throw new BadCell(`the identity at ${quoted(provider)} has no uid of 1 to 255 ASCII characters`);
}

/**
 * The same identities under our providers' names: by the map, else in lower case with hyphens for underscores.
 * @throws BadCell for a provider that is not declared, and for two identities at one.
 */
export function underOurNames(
  identities: readonly ImportedIdentity[],
  providers: ProviderNameMapping,
): Readonly<Record<string, ImportedIdentity>> {
  const ours = new Map<string, ImportedIdentity>();
  for (const identity of identities) {
    const theirs = identity.provider;
    const name = providers.map.get(theirs) ?? theirs.toLowerCase().replaceAll('_', '-');
    if (name === '') continue;
    if (!providers.has(name)) {
      throw new BadCell(
        `the deployment has no provider ${quoted(theirs)}: say with --map which one it is (providers list shows them)`,
      );
    }
    if (ours.has(name)) throw new BadCell(`has two identities at ${name}: an account has one at each provider`);
    ours.set(name, { ...identity, provider: name });
  }
  return Object.fromEntries(ours);
}
