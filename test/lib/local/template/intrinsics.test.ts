import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LocalFailure } from '../../../../lib/local/failure.ts';
import type { Assembly, Resource, Stack } from '../../../../lib/local/template/assembly.ts';
import { createResolver } from '../../../../lib/local/template/intrinsics.ts';
import type { Resolve } from '../../../../lib/local/template/resolve.ts';
import { localNames } from '../../../../lib/local/template/resource-names.ts';

function stackOf(name: string, types: Record<string, string>, outputs: Stack['outputs'] = []): Stack {
  const resources = new Map<string, Resource>();
  const stack: Stack = { name, resources, outputs, assets: new Map() };
  for (const [logicalId, type] of Object.entries(types)) {
    resources.set(logicalId, { stack, logicalId, type, properties: {}, path: logicalId });
  }
  return stack;
}

const data = stackOf('Data', { Table: 'AWS::DynamoDB::Table', Keys: 'AWS::SecretsManager::Secret' }, [
  { name: 'TableName', exportName: undefined, value: { Ref: 'Table' } },
  { name: 'KeysArn', exportName: 'Data:Keys', value: { Ref: 'Keys' } },
]);
const api = stackOf('Api', { Api: 'AWS::ApiGatewayV2::Api', Logs: 'AWS::Logs::LogGroup', Odd: 'AWS::Odd::Thing' });
const assembly: Assembly = {
  stacks: [data, api],
  ofType: (type) => [data, api].flatMap(({ resources }) => [...resources.values()].filter((one) => one.type === type)),
};
const resolver: Resolve = createResolver(
  assembly,
  localNames(() => 'arn:of:secret'),
);
const resolve = (value: unknown): unknown => resolver(value, api);

describe('createResolver', () => {
  test.each([
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::StackName' }, 'Api'],
    [{ Ref: 'Api' }, 'Api-Api'],
    [{ 'Fn::GetAtt': ['Logs', 'Arn'] }, 'arn:aws:logs:us-east-1:000000000000:log-group:Api-Logs:*'],
    [{ 'Fn::GetAtt': 'Logs.Arn' }, 'arn:aws:logs:us-east-1:000000000000:log-group:Api-Logs:*'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }, 'b']] }, 'a-000000000000-b'],
    [{ 'Fn::Sub': `${'$'}{AWS::Partition}/${'$'}{Api}/${'$'}{!Api}` }, `aws/Api-Api/${'$'}{Api}`],
    [{ 'Fn::Sub': [`${'$'}{x}${'$'}{Logs.Arn}`, { x: { Ref: 'Api' } }] }, /^Api-Apiarn:aws:logs:/],
    [{ 'Fn::ImportValue': 'Data:Keys' }, 'arn:of:secret'],
    [{ 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'TableName', Region: 'x' } }, 'Data-Table'],
    [
      { a: [{ Ref: 'Api' }], b: 1 },
      { a: ['Api-Api'], b: 1 },
    ],
  ])('%j', (value, expected) => {
    if (expected instanceof RegExp) expect(resolve(value)).toMatch(expected);
    else expect(resolve(value)).toEqual(expected);
  });

  test.each([
    [{ 'Fn::Select': [0, ['a']] }, 'Api uses Fn::Select, which the local run does not know'],
    [{ Ref: 'Nothing' }, 'Api refers to Nothing, which the local run does not know.'],
    [{ Ref: 'Odd' }, 'The template refers to Odd (AWS::Odd::Thing), which the local run does not know'],
    [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'The template asks for ApiEndpoint of Api'],
    [{ 'Fn::GetAtt': ['Nothing', 'Arn'] }, 'Api refers to Nothing.Arn, but has no such resource.'],
    [{ 'Fn::ImportValue': 'x' }, 'Api imports x, which no stack outputs.'],
    [{ 'Fn::Join': ['', [{}]] }, 'A value of Fn::Join should be a string'],
  ])('refuses %j', (value, message) => {
    expect(() => resolve(value)).toThrow(LocalFailure);
    expect(() => resolve(value)).toThrow(message);
  });

  test('returns values without intrinsics unchanged, and fails only with LocalFailure', () => {
    const key = fc.string().filter((name) => !/^(?:Ref|Condition|Fn::.*|__proto__)$/s.test(name));
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    })).value;
    fc.assert(fc.property(plain, (value) => expect(resolve(value)).toEqual(value)));
    const wild = fc.dictionary(fc.constantFrom('Ref', 'Fn::Sub', 'Fn::Join', 'Fn::GetAtt', 'Fn::X'), fc.jsonValue(), {
      minKeys: 1,
      maxKeys: 1,
    });
    fc.assert(
      fc.property(wild, (value) => {
        try {
          resolve(value);
        } catch (error) {
          expect(error).toBeInstanceOf(LocalFailure);
        }
      }),
    );
  });
});
