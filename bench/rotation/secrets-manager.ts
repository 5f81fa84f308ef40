import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { contentTypes } from '../../lib/local/aws/service.ts';
import type { Cleanup } from '../../lib/local/cleanup.ts';
import { openSecretsManagerStandIn } from '../../lib/local/secrets-manager/index.ts';
import { closeServer, listenAnywhere } from '../../lib/local/server.ts';

/** A Secrets Manager that can have an outage. */
export interface FallibleSecretsManager {
  readonly endpoint: string;
  /** Number of requests refused during outages. */
  readonly refused: () => number;
  fail(): void;
  recover(): void;
}

/** Serves the stand-in for Secrets Manager on loopback; `cleanup` ends it. */
export async function startSecretsManager(scratch: string, cleanup: Cleanup): Promise<FallibleSecretsManager> {
  const service = openSecretsManagerStandIn(join(scratch, 'secrets.json'));
  let [down, refused] = [false, 0];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (down) {
      refused += 1;
      response.writeHead(500).end('{"__type":"InternalServiceError"}');
      return;
    }
    const answer = await service({ target: String(request.headers['x-amz-target']), body });
    response.writeHead(answer.status, { 'content-type': contentTypes.secretsManager }).end(answer.body);
  });
  const endpoint = `http://127.0.0.1:${await listenAnywhere(server)}`;
  await cleanup.defer(() => closeServer(server));
  return {
    endpoint,
    refused: () => refused,
    fail: () => {
      down = true;
    },
    recover: () => {
      down = false;
    },
  };
}
