import { expect, test } from '@jest/globals';
import { errorResponseProblem } from '../../../functions/callback/error-response.ts';
import { problem } from '../core/support/problems.ts';
import { providerSettings } from '../core/support/settings.ts';
import { loginPorts, type Scene, switchItem } from '../login/ports.ts';

const settings = { providers: [providerSettings(), providerSettings({ name: 'partner' })] };
const link = { userId: 'usr_1', sessionId: 'ses_1', provider: 'partner' };
const items = [switchItem('partner'), switchItem('corp', true)];
const problemOf = (error: string, scene: Scene = { items }, attempt: { readonly link?: typeof link } = {}) =>
  errorResponseProblem({ error }, { attempt, ports: loginPorts({ settings, ...scene }) });

test('who declined is told which providers are switched off', async () => {
  const details = { switchedOff: ['partner'] };
  expect(await problemOf('access_denied')).toEqual(problem('access_denied', { details }));
  expect(await problemOf('access_denied', {})).toEqual(problem('access_denied', { details: { switchedOff: [] } }));
});

test('if the switches cannot be read, they stay unknown', async () => {
  const table = { batchGet: () => Promise.reject(new Error('the table is away')) };
  expect(await problemOf('access_denied', { table })).toEqual(problem('access_denied', { details: {} }));
});

test('nothing is read for another error, or for a link', async () => {
  let reads = 0;
  const table = {
    batchGet: async () => {
      reads += 1;
      return [];
    },
  };
  expect(await problemOf('server_error', { table })).toEqual(problem('provider_error'));
  expect(await problemOf('access_denied', { table }, { link })).toEqual(problem('access_denied', { details: {} }));
  expect(reads).toBe(0);
});
