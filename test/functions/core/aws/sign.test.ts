import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { type Credentials, createSigner } from '../../../../functions/core/aws/sign.ts';
import { runs } from '../../../support/fuzz/runs.ts';

/** The hash that the SDK's signer asks for, from Node's own. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as string);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('never asked for');
  }
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const dynamodb = { service: 'dynamodb', region: 'eu-central-1' };
const headers = {
  host: 'dynamodb.eu-central-1.amazonaws.com',
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchGetItem',
};

async function bySdk(given: Record<string, string>, body: string, now: Date, by: Credentials) {
  const signer = new SignatureV4({ ...dynamodb, credentials: by, sha256: Sha256, applyChecksum: false });
  const request = { method: 'POST', protocol: 'https:', hostname: given['host'] ?? '', path: '/', query: {} };
  return (await signer.sign({ ...request, headers: given, body }, { signingDate: now })).headers;
}

describe('signing', () => {
  test('equals the SDK’s signature of the same request, whatever body, time and credentials', async () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true });
    const keys = fc.record(
      {
        accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
        secretAccessKey: fc.string({ minLength: 1 }),
        sessionToken: fc.base64String({ minLength: 4 }),
      },
      { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), instants, keys, async (body, now, by) => {
        expect(createSigner(by, dynamodb)(headers, body, now)).toEqual(await bySdk(headers, body, now, by));
      }),
      { numRuns: runs(200) },
    );
  });

  test('derives another key for another day', async () => {
    const sign = createSigner(credentials, dynamodb);
    for (const day of ['2026-01-01T23:59:59Z', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z']) {
      const now = new Date(day);
      expect(sign(headers, '{}', now)).toEqual(await bySdk(headers, '{}', now, credentials));
    }
  });

  test('never sends the secret key', () => {
    const sent = JSON.stringify(createSigner(credentials, dynamodb)(headers, '{}', new Date()));
    expect(sent).not.toContain(credentials.secretAccessKey);
  });
});
