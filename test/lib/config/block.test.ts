import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { protocolParameters } from '../../../lib/config/authorization-parameters.ts';
import {
  type AuthorizationArgs,
  type DomainBlock,
  type PosternBlock,
  type ProviderBlock,
  parseConfig,
  type SessionBlock,
} from '../../../lib/index.ts';
import { blockSchema, schemaErrors } from '../../support/block-schema.ts';
import {
  corruptions,
  deployed,
  expectRefused,
  problemsOf,
  smallest,
  tenants,
  validBlock,
  withProvider,
  wrongValues,
} from './blocks.ts';

type Required<Block> = { [Key in keyof Block]-?: object extends Pick<Block, Key> ? never : Key }[keyof Block];
type Named<Block> = { [Key in keyof Block as string extends Key ? never : Key]: true };

/** The keys of each type: the compiler refuses this list if a key is missing or does not exist. */
const typeKeys = {
  PosternBlock: {
    $schema: true,
    enabled: true,
    providers: true,
    allowSingleSignOn: true,
    blockAutoCreatedUsers: true,
    autoApprove: true,
    autoLinkUser: true,
    externalProviders: true,
    syncProfileFromProvider: true,
    syncProfileAttributes: true,
    autoSignInWithProvider: true,
    landingPage: true,
    appOrigins: true,
    tokenAudiences: true,
    cookieDomain: true,
    session: true,
    domain: true,
  } satisfies Record<keyof PosternBlock, true>,
  ProviderBlock: {
    name: true,
    type: true,
    label: true,
    icon: true,
    enabled: true,
    appId: true,
    issuer: true,
    args: true,
    idTokenSignedResponseAlg: true,
    tokenEndpointAuthMethod: true,
    tokenEndpointAuthSigningAlg: true,
    clientAssertionAudience: true,
    responseMode: true,
    pushedAuthorizationRequests: true,
    userinfo: true,
    userinfoSignedResponseAlg: true,
    secretOverlapHours: true,
    linkable: true,
    allowedEmailDomains: true,
    blockedEmailDomains: true,
    requiredClaims: true,
    tenants: true,
    teamId: true,
    keyId: true,
  } satisfies Record<keyof ProviderBlock, true>,
  AuthorizationArgs: { scope: true, prompt: true, display: true, max_age: true } satisfies Record<
    keyof Named<AuthorizationArgs>,
    true
  >,
  SessionBlock: {
    idleMinutes: true,
    absoluteHours: true,
    freshMinutes: true,
    rotateKeysAfterDays: true,
  } satisfies Record<keyof SessionBlock, true>,
  DomainBlock: { name: true, certificateArn: true } satisfies Record<keyof DomainBlock, true>,
};
type BlockType = keyof typeof typeKeys;

const requiredKeys: Record<BlockType, object> = {
  PosternBlock: { providers: true } satisfies Record<Required<PosternBlock>, true>,
  ProviderBlock: { name: true, appId: true } satisfies Record<Required<ProviderBlock>, true>,
  AuthorizationArgs: {},
  SessionBlock: {} satisfies Record<Required<SessionBlock>, true>,
  DomainBlock: { name: true, certificateArn: true } satisfies Record<Required<DomainBlock>, true>,
};

const { provider = {}, authorizationArgs = {}, session = {}, domain = {} } = blockSchema.definitions;
const schemas = {
  PosternBlock: blockSchema,
  ProviderBlock: provider,
  AuthorizationArgs: authorizationArgs,
  SessionBlock: session,
  DomainBlock: domain,
} satisfies Record<BlockType, object>;
const typeNames = Object.keys(schemas) as BlockType[];

/** A block whose part of this type is the given object, beside keys that make it complete. */
const containing: Record<BlockType, (part: object) => object> = {
  PosternBlock: (part) => ({ providers: [smallest.google], ...part }),
  ProviderBlock: (part) => ({ providers: [{ ...smallest.google, ...part }] }),
  AuthorizationArgs: (part) => withProvider({ args: part }),
  SessionBlock: (part) => withProvider({}, { session: part }),
  DomainBlock: (part) => withProvider({}, { domain: { ...validBlock().domain, ...part } }),
};

/** The names that the reader lists in its remedy for a wrong value. */
function listedFor(block: object, list: RegExp): readonly string[] {
  const lists = problemsOf(block).flatMap(({ cure }) => list.exec(cure)?.[1] ?? []);
  return lists.flatMap((words) => words.split(', '));
}

describe('type, schema and reader have the same', () => {
  test.each(typeNames)('keys of %s', (name) => {
    const keys = Object.keys(typeKeys[name]).toSorted();
    expect(Object.keys(schemas[name].properties ?? {}).toSorted()).toEqual(keys);
    // The reader takes further parameters of the authorization request.
    if (name === 'AuthorizationArgs') return;
    const read = listedFor(containing[name]({ unheardOf: 1 }), /the known keys are (.*)\.$/);
    expect(read.toSorted()).toEqual(keys);
  });

  test.each(typeNames)('required keys of %s', (name) => {
    const required = Object.keys(requiredKeys[name]).toSorted();
    expect(schemas[name].required?.toSorted() ?? []).toEqual(required);
    // In args an undefined value is a wrong one, and no key is required.
    const keys = name === 'AuthorizationArgs' ? [] : Object.keys(typeKeys[name]);
    const read = keys.filter((key) =>
      problemsOf(containing[name]({ [key]: undefined })).some(({ path }) => path.endsWith(key)),
    );
    expect(read.toSorted()).toEqual(required);
  });

  const providerChoices = Object.entries(provider.properties ?? {}).filter(([, { enum: choices }]) => choices);
  test.each(providerChoices)('values of a provider’s %s', (key, { enum: choices }) => {
    const methods = key === 'tokenEndpointAuthSigningAlg' ? ['client_secret_jwt', 'private_key_jwt'] : [];
    const others = key === 'clientAssertionAudience' ? ['private_key_jwt'] : methods;
    const read = (others.length === 0 ? [{}] : others.map((tokenEndpointAuthMethod) => ({ tokenEndpointAuthMethod })))
      .map((change) => withProvider({ ...change, [key]: 'unheard of' }))
      .flatMap((block) => listedFor(block, /^It must be one of (.*)\.$/));
    expect(read).toEqual(choices);
  });

  test('values of args.display and syncProfileAttributes', () => {
    expect(listedFor(withProvider({ args: { display: 'unheard of' } }), /^It must be one of (.*)\.$/)).toEqual(
      authorizationArgs.properties?.['display']?.enum,
    );
    const sync = withProvider({}, { syncProfileFromProvider: true, syncProfileAttributes: ['unheard of'] });
    const attributes = listedFor(sync, /^It must be a profile attribute: (.*)\.$/);
    expect(schemaErrors({ ...sync, syncProfileAttributes: attributes })).toEqual([]);
    expect(JSON.stringify(blockSchema.properties?.['syncProfileAttributes'])).toContain(JSON.stringify(attributes));
  });

  test.each([
    ['SessionBlock', 'idleMinutes'],
    ['SessionBlock', 'absoluteHours'],
    ['SessionBlock', 'freshMinutes'],
    ['SessionBlock', 'rotateKeysAfterDays'],
    ['ProviderBlock', 'secretOverlapHours'],
    ['AuthorizationArgs', 'max_age'],
  ] as const)('limits of %s.%s', (name, key) => {
    const [problem] = problemsOf(containing[name]({ [key]: -1 }));
    const { minimum, maximum } = schemas[name].properties?.[key] ?? {};
    expect(problem?.cure).toMatch(new RegExp(`from ${minimum} to ${maximum}\\.$`));
  });

  test('parameters of the authorization request that only Postern sets', () => {
    for (const parameter of [...protocolParameters, 'response_mode', '1st', 'a b']) {
      const block = withProvider({ args: { [parameter]: 'value' } });
      expect([parameter, problemsOf(block).length, schemaErrors(block).length > 0]).toEqual([parameter, 1, true]);
    }
    const block = withProvider({ args: { hd: 'example.com' } });
    expect([...problemsOf(block), ...schemaErrors(block)]).toEqual([]);
  });
});

describe('documentation of the keys', () => {
  const source = readFileSync(new URL('../../../lib/config/block.ts', import.meta.url), 'utf8');

  /** The docstring of a key in block.ts and its `@default`, both without line breaks. */
  function docstring(name: BlockType, key: string): readonly string[] {
    const [, body = ''] = new RegExp(`interface ${name} \\{\n(.*?)\n\\}`, 's').exec(source) ?? [];
    const before = body.split(new RegExp(`\\*/\\s+readonly ${key.replace('$', '\\$')}\\??:`))[0] ?? '';
    const text = before.slice(before.lastIndexOf('/**') + 3).replaceAll(/\s*\n\s*\*?\s*/g, ' ');
    return text.split('@default').map((part) => part.trim());
  }

  const everyKey = typeNames.flatMap((name) => Object.keys(typeKeys[name]).map((key) => [name, key] as const));

  test.each(everyKey)('%s.%s has the same description and default in type and schema', (name, key) => {
    const { description, default: value } = schemas[name].properties?.[key] ?? {};
    expect(docstring(name, key)).toEqual(value === undefined ? [description] : [description, JSON.stringify(value)]);
  });

  const withDefault = everyKey.filter(([name, key]) => schemas[name].properties?.[key]?.default !== undefined);

  test.each(withDefault)('%s.%s is read as its default when it is absent', (name, key) => {
    const value = schemas[name].properties?.[key]?.default;
    expect(parseConfig(containing[name]({ [key]: value }), deployed)).toEqual(
      parseConfig(containing[name]({}), deployed),
    );
  });
});

describe('schema and reader agree on blocks', () => {
  test.each(Object.entries(smallest))('that declare a provider of type %s', (_, declared) => {
    expect(schemaErrors({ providers: [declared] })).toEqual([]);
  });

  test.each(corruptions(validBlock(), '', (by) => by))('with a wrong value at "%s"', (_, replace) => {
    expect(schemaErrors(validBlock())).toEqual([]);
    for (const wrong of wrongValues) {
      const refused = schemaErrors(replace(wrong)).length > 0;
      expect([wrong, refused]).toEqual([wrong, problemsOf(replace(wrong)).length > 0]);
    }
  });

  test.each(['appSecret', 'clientSecret', 'client_secret', 'secret', '__proto__', 'constructor', 'toString'])(
    'with %s at any level but args',
    (key) => {
      const [first, ...others] = validBlock().providers;
      const extra = Object.fromEntries([[key, 'value']]);
      for (const block of [
        { ...validBlock(), ...extra },
        { ...validBlock(), providers: [{ ...first, ...extra }, ...others] },
        { ...validBlock(), session: { ...extra } },
        { ...validBlock(), domain: { ...validBlock().domain, ...extra } },
      ]) {
        expect(problemsOf(block).map(({ found }) => found)).toContain('an unknown key');
        expect(schemaErrors(block)).not.toEqual([]);
      }
    },
  );

  const ofStructure =
    /^It must be (?:an object|a list|true or false|true, false or|one of|a whole number|a list of 1 to 20)/;
  const valueOr = (value: unknown) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
  const variant = (part: object) =>
    fc.record(Object.fromEntries(Object.entries(part).map(([key, value]) => [key, valueOr(value)])), {
      requiredKeys: [],
      noNullPrototype: true,
    });
  const providers = fc.array(fc.oneof(...validBlock().providers.map(variant)), { maxLength: 3 });
  const { providers: _, ...rest } = validBlock();
  const blocks = fc.tuple(variant(rest), valueOr(undefined), providers).map(([block, other, list]) => ({
    ...block,
    providers: other === undefined ? list : other,
  }));

  test('any block: both accept a valid one, and refuse an unknown key or a wrong type', () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const problems = problemsOf(block);
        const errors = schemaErrors(block);
        if (problems.length === 0) expect(errors).toEqual([]);
        const structural = problems.some(({ found, cure }) => found === 'an unknown key' || ofStructure.test(cure));
        if (structural) expect(errors).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

test('parseConfig accepts a PosternBlock and a block of unknown type, and drops $schema', () => {
  const block = {
    $schema: './node_modules/postern/postern.schema.json',
    providers: [{ name: 'microsoft', appId: 'client', tenants, args: { prompt: 'login', max_age: 60, hd: 'a' } }],
    allowSingleSignOn: ['microsoft'],
    autoSignInWithProvider: null,
  } as const satisfies PosternBlock;
  const unknown: unknown = JSON.parse(JSON.stringify(block));
  expect(parseConfig(unknown, deployed)).toEqual(parseConfig(block, deployed));
  const { $schema: _, ...rest } = block;
  expect(parseConfig(rest, deployed)).toEqual(parseConfig(block, deployed));
});

test('a schema that is no path or URL is refused', () => {
  expectRefused(withProvider({}, { $schema: '' }), '$schema', /path or URL of postern\.schema\.json/);
});
