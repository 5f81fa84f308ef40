import { expect, test } from '@jest/globals';
import { listenOnHosts } from '../../../../lib/local/authentiq/listen.ts';

/** Reserved for documentation (RFC 5737): no machine has it. */
const absent = '192.0.2.1';

test('skips addresses that the machine does not have, unless none remains', async () => {
  const stop = await listenOnHosts((_request, response) => response.end(), ['127.0.0.1', absent], 0);
  await stop();
  await expect(listenOnHosts((_request, response) => response.end(), [absent], 0)).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  });
});
