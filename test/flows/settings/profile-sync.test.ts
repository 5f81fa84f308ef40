import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, trailOf, userRow } from '../../support/accounts.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import type { Document } from '../../support/programmable-provider/index.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'synced' }, { name: 'still' }],
    config: {
      syncProfileFromProvider: ['synced'],
      syncProfileAttributes: ['name', 'email', 'location', 'organization', 'job_title'],
    },
  });
});
afterAll(() => deployment.close());

const before = {
  name: 'Ann Old',
  given_name: 'Ann',
  family_name: 'Old',
  organization: 'Old Ltd',
  job_title: 'Apprentice',
  address: { locality: 'Oldham' },
};

/** Somebody who signs in with these claims, then with those; gives the profile before and after. */
async function change(provider: string, sub: string, first: Document, second: Document) {
  deployment.provider(provider).setPerson(sub, first);
  const { userId } = await enter(deployment, provider, sub);
  const old = Object(await userRow(deployment, userId))['profile'];
  deployment.provider(provider).setPerson(sub, second);
  await enter(deployment, provider, sub);
  return { userId, old, profile: Object(await userRow(deployment, userId))['profile'] };
}

const verified = (email: string) => ({ email, email_verified: true });

describe('each attribute', () => {
  const changes: readonly [string, Document, object][] = [
    ['name', { name: 'Ann New', given_name: 'Ann', family_name: 'New' }, { name: 'Ann New', lastName: 'New' }],
    ['email', verified('new@example.com'), { email: 'new@example.com', emailVerified: true }],
    ['location', { address: { locality: 'Newport' } }, { address: { locality: 'Newport' } }],
    ['organization', { organization: 'New Ltd' }, { organization: 'New Ltd' }],
    ['job_title', { job_title: 'Master' }, { jobTitle: 'Master' }],
  ];

  test.each(changes)('%s follows the provider, and the audit log says so', async (attribute, claims, news) => {
    const first = { ...before, ...verified(`${attribute}@example.com`) };
    const { userId, old, profile } = await change('synced', attribute, first, { ...first, ...claims });
    expect(profile).toEqual({ ...old, ...news });
    const changed = (await trailOf(deployment, userId)).filter(({ event }) => event === 'user.profile_changed');
    expect(changed).toEqual([expect.objectContaining({ actor: 'provider', attributes: [attribute] })]);
  });

  test.each(changes)('%s stays where the provider is not listed', async (attribute, claims) => {
    const first = { ...before, ...verified(`still-${attribute}@example.com`) };
    const second = { ...first, ...claims, ...(attribute === 'email' && verified('still-new@example.com')) };
    const { userId, old, profile } = await change('still', attribute, first, second);
    expect(profile).toEqual(old);
    expect((await trailOf(deployment, userId)).map(({ event }) => event)).not.toContain('user.profile_changed');
  });
});

describe('claims that are never copied to the profile', () => {
  test('an absent claim, an empty one or junk: nothing is cleared', async () => {
    const first = { ...before, ...verified('absent@example.com') };
    const junk = {
      name: '',
      given_name: null,
      organization: 7,
      job_title: '\u0000',
      address: 'x',
      email: '',
      __proto__: 1,
    };
    for (const [index, second] of [{}, junk].entries()) {
      const { old, profile } = await change(
        'synced',
        `absent-${index}`,
        { ...first, email: `a${index}@example.com` },
        second,
      );
      expect(profile).toEqual(old);
    }
  });

  test('an address that is not verified', async () => {
    const second = { email: 'unverified@example.com', email_verified: false };
    const { old, profile } = await change('synced', 'unverified', verified('verified@example.com'), second);
    expect(profile).toEqual(old);
  });

  test('another user’s address, in whatever case; the rest follows all the same', async () => {
    deployment.provider('still').setPerson('owner', verified('owner@example.com'));
    const owner = await enter(deployment, 'still', 'owner');
    const second = { name: 'New', ...verified('OWNER@Example.com') };
    const { profile } = await change('synced', 'thief', { name: 'Old', ...verified('thief@example.com') }, second);
    expect(profile).toMatchObject({ name: 'New', email: 'thief@example.com' });
    const rows = await deployment.table.rows('EMAIL#owner@example.com');
    expect(rows.map(({ user_id }) => user_id)).toEqual([owner.userId]);
  });

  test('the username', async () => {
    const first = { preferred_username: 'sync-user', name: 'A' };
    const { userId } = await change('synced', 'named', first, { preferred_username: 'another', name: 'B' });
    expect(await userRow(deployment, userId)).toMatchObject({ username: 'sync-user', profile: { name: 'B' } });
  });
});

test('an address that was left is free for somebody else, the new one is not', async () => {
  const { userId } = await change('synced', 'mover', verified('left@example.com'), verified('moved@example.com'));
  const holders = async (email: string) =>
    (await deployment.table.rows(`EMAIL#${email}`)).map(({ user_id }) => user_id);
  expect([await holders('left@example.com'), await holders('moved@example.com')]).toEqual([[], [userId]]);
  deployment.provider('still').setPerson('next', verified('left@example.com'));
  const next = await enter(deployment, 'still', 'next');
  expect(await holders('left@example.com')).toEqual([next.userId]);
});
