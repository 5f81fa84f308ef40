import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addressParts,
  normaliseProfile,
  type Profile,
  withDisplayName,
} from '../../../../functions/core/accounts/profile.ts';
import { type User, userStates } from '../../../../functions/core/accounts/user.ts';
import { deleteUser } from '../../../../functions/core/storage/users/delete-user.ts';
import { importUsers } from '../../../../functions/core/storage/users/import-users.ts';
import { listUsers } from '../../../../functions/core/storage/users/user-lists.ts';
import { findUserByName } from '../../../../functions/core/storage/users/users.ts';
import type { Operator } from '../../../../lib/ops/deployment/operator.ts';
import { type ImportPlan, type ImportSource, linesOf, planImport } from '../../../../lib/ops/import/plan-import.ts';
import { type Written, writeAccounts } from '../../../../lib/ops/import/write-accounts.ts';
import { writeUsers } from '../../../../lib/ops/users/export-accounts.ts';
import {
  accountWith,
  inconsistencies,
  operatorRecord,
  store as write,
} from '../../../functions/core/support/accounts.ts';
import { startTable, type TestTable } from '../../../functions/core/support/table.ts';
import { runs } from '../../../support/fuzz/runs.ts';

let store: TestTable;
let directory: string;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-import-'));
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  for (const user of await everybody()) await deleteUser(store.table, user, []);
});

const now = Date.UTC(2026, 10, 24);
const declared = ['corp', 'google', 'a'];
const providers = { has: (name: string) => declared.includes(name), map: new Map<string, string>() };

async function everybody(): Promise<readonly User[]> {
  const users: User[] = [];
  for await (const user of listUsers(store.table)) users.push(user);
  return users;
}

function fileOf(name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

function plan(content: string, source: Partial<ImportSource> = {}): Promise<ImportPlan> {
  const file = fileOf(content.startsWith('[') ? 'people.json' : 'people.csv', content);
  return planImport(store.table, { file, providers, ...source }, now, () => undefined);
}

function carryOut({ missing }: ImportPlan): Promise<Written> {
  const record: Operator['record'] = ({ event, user = '' }) => operatorRecord(event, user);
  return writeAccounts(missing, { table: store.table, record, now, onProgress: () => undefined });
}

test('a repeated import changes nothing, generated usernames included', async () => {
  const file =
    'username,name,email,email_verified,identities\nalice,,a@example.com,true,corp:a\n,Bob,bob@x,,google:b\n';
  const first = await plan(`${file},,bob@y,true,\ncarol,,,,\n`);
  expect(first).toMatchObject({ rows: 4, unchanged: 0, issues: [] });
  expect(await carryOut(first)).toEqual({ created: 4, issues: [] });
  expect((await everybody()).map(({ username }) => username).sort()).toEqual(['alice', 'bob', 'bob2', 'carol']);
  expect(await plan(`${file},,bob@y,true,\ncarol,,,,\n`)).toMatchObject({ missing: [], unchanged: 4, issues: [] });
  expect(await inconsistencies(store)).toEqual([]);
});

test('conflicts with existing accounts are reported before anything is written', async () => {
  const profile = { email: 'taken@example.com', emailVerified: true };
  const user = await write(store, accountWith({ corp: 'taken' }, { username: 'taken', profile }));
  const seen = await plan(
    [
      'id,username,email,email_verified,identities',
      ',taken,,,',
      ',taken,other@example.com,,',
      ',new-1,TAKEN@example.com,true,',
      ',new-2,,,corp:taken',
      ',new-3,,,google:taken',
      `${user.id},new-4,,,`,
      'usr_AAAAAAAAAAAAAAAAAAAAAA,,taken@example.com,true,corp:taken',
    ].join('\n'),
  );
  expect(seen.issues.map(({ line, column }) => `${line} ${column}`)).toEqual([
    // Lines that claim the same as another one, and then those that claim what the table has.
    ...['2 username', '3 username', '4 email', '5 identities', '7 id', '8 email', '8 identities'],
  ]);
  expect(seen.missing.map(({ username }) => username)).toEqual(['new-3']);
});

test('invalid rows do not affect the others', async () => {
  const seen = await plan('username,email\nalice,a@@b\nbob,\nbob2,\nbob,\n"x y",\ncarol,\n');
  expect([...linesOf(seen.issues)]).toEqual([2, 3, 5, 6]);
  expect(await carryOut(seen)).toEqual({ created: 2, issues: [] });
  expect((await everybody()).map(({ username }) => username).sort()).toEqual(['bob2', 'carol']);
});

test('an account that was created concurrently stays unchanged, and does not affect the others', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => `name${index},corp:${index}`);
  const seen = await plan(`username,identities\n${rows.join('\n')}\n`);
  const other = await write(store, accountWith({ corp: '17' }, { username: 'conflicting' }));
  expect(await carryOut(seen)).toEqual({
    created: 59,
    issues: [{ line: 19, message: 'the identity was taken by another account during the import' }],
  });
  expect(await findUserByName(store.table, 'conflicting')).toEqual(other);
  expect(await findUserByName(store.table, 'name17')).toBeUndefined();
  expect(await inconsistencies(store)).toEqual([]);
});

test('an interrupted import is completed by running it again', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => `,corp:${index},person@example.com`);
  const file = `username,identities,email\n${rows.join('\n')}\n`;
  let transactions = 0;
  store.rewrite((input, operation) => {
    if (operation === 'TransactWriteItems') transactions += 1;
    return transactions > 5 && operation === 'TransactWriteItems' ? {} : input;
  });
  await expect(carryOut(await plan(file))).rejects.toThrow();
  store.rewrite((input) => input);
  const done = (await everybody()).length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(200);
  expect(await inconsistencies(store)).toEqual([]);
  const second = await plan(file);
  expect(second).toMatchObject({ unchanged: done, issues: [] });
  expect(await carryOut(second)).toEqual({ created: 200 - done, issues: [] });
  expect(await plan(file)).toMatchObject({ unchanged: 200, missing: [] });
});

test('GitLab’s users take their identities from another file', async () => {
  const users = [
    { id: 7, username: 'alice', state: 'active' },
    { id: 8, username: 'Bob.Smith', state: 'banned', identities: [{ provider: 'corp', extern_uid: 'bob' }] },
  ];
  const lines = [
    'user_id,username,provider,extern_uid',
    '7,,corp,alice',
    ',bob.smith,google,b',
    '9,,corp,nobody',
    '7,,corp,',
  ];
  const identities = fileOf('identities.csv', lines.join('\n'));
  const seen = await plan(JSON.stringify(users), { identities });
  expect(seen.issues).toEqual([
    { file: identities, line: 4, message: 'belongs to no account of the import' },
    { file: identities, line: 5, message: expect.stringMatching(/has no uid/) },
  ]);
  await carryOut(seen);
  expect((await findUserByName(store.table, 'bob.smith'))?.state).toBe('banned');
  expect(await findUserByName(store.table, 'bob.smith')).toMatchObject({
    identities: { corp: { uid: 'bob', linkedAt: now }, google: { uid: 'b' } },
  });
});

/** Profile as CSV preserves it: only the formatted address. */
function inCsv({ address, ...fields }: Profile): Profile {
  const formatted = address?.['formatted'];
  return formatted === undefined ? fields : { ...fields, address: { formatted } };
}

test('progress is reported in hundreds', async () => {
  const told: string[] = [];
  const rows = Array.from({ length: 250 }, (_, index) => `name${index},corp:${index}`);
  const file = fileOf('people.csv', `username,identities\n${rows.join('\n')}\n`);
  await planImport(store.table, { file, providers }, now, (text) => told.push(text));
  expect(told).toHaveLength(5);
  for (const text of told) expect(text).toMatch(/^(?:0|[12]00) of 250 accounts compared$/);
  expect(told.at(-1)).toBe('200 of 250 accounts compared');
});

test('an export is imported unchanged', async () => {
  const lines = fc.array(fc.string({ maxLength: 40 }), { maxLength: 3 }).map((texts) => texts.join('\r\n'));
  const claims = fc.record(
    {
      ...{ name: fc.string({ unit: 'binary', maxLength: 40 }), given_name: fc.constantFrom('=A', '+B', "'-C") },
      ...{
        organization: fc.string({ maxLength: 40 }),
        job_title: fc.constantFrom('a,"b', '@x'),
        email_verified: fc.boolean(),
      },
      phone_number: fc.constantFrom('+31 20 1234567', '=1', ' 0'),
      address: fc.dictionary(fc.constantFrom(...addressParts), lines),
    },
    { requiredKeys: [] },
  );
  const at = fc.integer({ min: 0, max: now });
  // An import reads the audit log from the first creation on, here of some days.
  const createdAt = fc.integer({ min: now - 3 * 86_400_000, max: now });
  const uid = fc.stringMatching(/^[\x20-\x7e]{1,20}$/);
  const person = fc.record({
    ...{ claims, state: fc.constantFrom(...userStates), external: fc.boolean(), createdAt, signInCount: fc.nat() },
    ...{ currentSignIn: fc.option(at, { nil: undefined }), lastSignIn: fc.option(at, { nil: undefined }) },
    identities: fc.dictionary(fc.constantFrom(...declared), uid, { noNullPrototype: true }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(person, { maxLength: 4 }), fc.constantFrom('csv', 'json'), async (people, format) => {
      const users = people.map(({ claims: claimed, identities, currentSignIn, lastSignIn, ...fields }, index) => {
        const email = `person${index}@example.com`;
        const own = Object.entries(identities).map(([name, subject]) => [name, `${index}${subject}`.slice(0, 20)]);
        return accountWith(Object.fromEntries(own), {
          ...fields,
          profile: withDisplayName(normaliseProfile({ ...claimed, email }, 'boolean', Object.keys(identities)[0])),
          ...(currentSignIn !== undefined && { currentSignIn: { at: currentSignIn } }),
          ...(lastSignIn !== undefined && { lastSignIn: { at: lastSignIn } }),
        });
      });
      for (const user of users)
        await importUsers(store.table, [{ user, record: operatorRecord('user.created', user.id) }]);
      const before = await everybody();
      expect(before).toHaveLength(users.length);
      const output = new PassThrough();
      const [exported] = await Promise.all([text(output), writeUsers(listUsers(store.table), format, output)]);
      expect(await plan(exported, { format })).toMatchObject({ unchanged: users.length, missing: [], issues: [] });
      for (const user of users) await deleteUser(store.table, user, []);
      const seen = await plan(exported, { format });
      expect(seen).toMatchObject({ rows: users.length, issues: [], ignored: [] });
      await carryOut(seen);
      const relinked = before.map((user) => ({
        ...user,
        profile: format === 'json' ? user.profile : inCsv(user.profile),
        identities: Object.fromEntries(
          Object.entries(user.identities).map(([name, identity]) => [name, { ...identity, linkedAt: now }]),
        ),
      }));
      expect(await everybody()).toEqual(relinked);
      for (const user of users) await deleteUser(store.table, user, []);
    }),
    { numRuns: runs(20) },
  );
});
