/**
 * Lower bound of a session check: one consistent BatchGetItem of user and session over a kept-alive connection, with
 * only Node.js. Unsigned, because the embedded DynamoDB does not verify signatures.
 */
import { Agent, request } from 'node:http';

/** Keys of the two items to read. */
export interface BatchGetEvent {
  readonly keys: readonly object[];
}

const agent = new Agent({ keepAlive: true });
const endpoint = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const tableName = process.env['POSTERN_TABLE_NAME'] ?? '';
const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchGetItem',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Responds with 200 if both items exist. */
export async function handler({ keys }: BatchGetEvent) {
  const answer = await post(JSON.stringify({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }));
  const items: readonly object[] = JSON.parse(answer).Responses[tableName];
  return { statusCode: items.length === 2 ? 200 : 500, headers: {}, cookies: [], body: '' };
}

function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
    const call = request(endpoint, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });
}
