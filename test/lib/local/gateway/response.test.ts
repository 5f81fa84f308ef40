import { describe, expect, test } from '@jest/globals';
import { internalServerError, toWireResponse } from '../../../../lib/local/gateway/response.ts';

describe('toWireResponse', () => {
  test('headers, cookies and status', () => {
    const result = { statusCode: 303, headers: { Location: '/', 'X-N': 1 }, cookies: ['a=1', 'b=2'] };
    expect(toWireResponse(JSON.stringify(result))).toEqual({
      status: 303,
      headers: { location: '/', 'x-n': '1', 'set-cookie': ['a=1', 'b=2'] },
      body: Buffer.alloc(0),
    });
  });

  test('a base64 body is decoded', () => {
    const result = { statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true };
    expect(toWireResponse(JSON.stringify(result)).body).toEqual(Buffer.from([0, 255]));
  });

  test.each(['{"a":1}', '"text"', 'null', '[1]'])('without statusCode the result %s is the body', (result) => {
    expect(toWireResponse(result)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(result),
    });
  });

  test.each([{ statusCode: 'x' }, { statusCode: 99 }, { statusCode: 200, body: {} }])(
    '%j makes no sense: 500',
    (result) => {
      expect(toWireResponse(JSON.stringify(result))).toBe(internalServerError);
    },
  );
});
