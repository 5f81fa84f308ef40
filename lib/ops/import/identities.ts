import { isObject } from '../../../functions/core/base/json.ts';
import { BadCell, readTime } from './cells.ts';
import { quoted } from './row.ts';

/** An identity, by the file's provider name or the deployment's. */
export interface ImportedIdentity {
  readonly provider: string;
  readonly uid: string;
  /** Milliseconds since the epoch. */
  readonly lastSignInAt?: number;
}

/** Providers of the deployment, and the mapping from the file's provider names. */
export interface ProviderNameMapping {
  has(provider: string): boolean;
  /** Value of `--map`; an empty name omits identities. */
  readonly map: ReadonlyMap<string, string>;
}

/** Syntax of a uid: that of `sub` in an ID token (Core 1.0 section 2). */
const uidForm = /^[\x20-\x7e]{1,255}$/;

/** Formats identities as one cell: `provider:uid`, separated by `;`. In a uid, `;` is escaped as `%3B` and `%` as `%25`. */
export function identitiesText(identities: readonly ImportedIdentity[]): string {
  const escaped = (uid: string) => uid.replaceAll('%', '%25').replaceAll(';', '%3B');
  return identities.map(({ provider, uid }) => `${provider}:${escaped(uid)}`).join(';');
}

/**
 * Parses identities: text of `identitiesText`, or a JSON list of objects with `provider` and `uid` (GitLab: `extern_uid`).
 * @throws BadCell
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
 * Validates provider and uid of an identity.
 * @throws BadCell
 */
export function identityOf(provider: unknown, uid: unknown): ImportedIdentity {
  if (typeof provider !== 'string' || provider === '') throw new BadCell(`${quoted(provider)} is not a provider name`);
  if (typeof uid === 'string' && uidForm.test(uid)) return { provider, uid };
  throw new BadCell(`the identity at ${quoted(provider)} has no uid of 1 to 255 ASCII characters`);
}

/**
 * Maps identities to the deployment's provider names: by `--map`, otherwise in lower case with hyphens for underscores.
 * @throws BadCell for an unknown provider, and for two identities at one provider.
 */
export function mapProviderNames(
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
        `the deployment has no provider ${quoted(theirs)}: map it with --map (providers list shows the names)`,
      );
    }
    if (ours.has(name))
      throw new BadCell(`has two identities at ${name}: an account can have only one at each provider`);
    ours.set(name, { ...identity, provider: name });
  }
  return Object.fromEntries(ours);
}
