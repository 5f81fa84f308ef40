import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AwsService } from '../../lib/local/aws/service.ts';

/**
 * What goes wrong with a request; with `lost` the service does its work, and the answer does not arrive, with `reject` it
 * finds that we have asked wrongly.
 */
export type Fault = 'hang' | 'cut' | 'fail' | 'throttle' | 'lost' | 'reject';

/** A service of AWS behind an HTTP endpoint, of which faults can be had. */
export interface FaultyService {
  /** For `DYNAMODB_ENDPOINT` or `SECRETS_MANAGER_ENDPOINT`. */
  readonly endpoint: string;
  /** From now on asks this what goes wrong with an operation, given its input as JSON. */
  fault(choose: (operation: string, input: string) => Fault | undefined): void;
  /** From now on all goes well. */
  heal(): void;
  close(): Promise<void>;
}

/** Puts a service behind an endpoint on loopback. All goes well until it is told otherwise. */
export async function startFaultyService(service: AwsService): Promise<FaultyService> {
  let choose: (operation: string, input: string) => Fault | undefined = () => undefined;
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    text(request)
      .then(async (body) => {
        const fault = choose(target.slice(target.indexOf('.') + 1), body);
        const answer = fault === undefined || fault === 'lost' ? await service({ target, body }) : undefined;
        if (answer === undefined || fault === 'lost') misbehave(response, fault);
        else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    fault(next) {
      choose = next;
    },
    heal() {
      choose = () => undefined;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function misbehave(response: ServerResponse, fault: Fault | undefined): void {
  if (fault === 'cut' || fault === 'lost') response.destroy();
  if (fault === 'fail') response.writeHead(500).end('{"__type":"InternalServerError"}');
  if (fault === 'reject') response.writeHead(400).end('{"__type":"ValidationException","message":"a mistake of ours"}');
  if (fault === 'throttle') response.writeHead(400).end('{"__type":"ProvisionedThroughputExceededException"}');
}
