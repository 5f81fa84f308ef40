import { beforeAll, describe, expect, test } from '@jest/globals';
import { defaultFunction, routes } from '../../lib/infra/routes.ts';
import { block, blockWithDomain, type Resource, type Synthesised, synthesise } from './support.ts';

let synthesised: Synthesised;
let withDomain: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
  withDomain = await synthesise(blockWithDomain);
});

const noResource: Pick<Resource, 'Properties'> = { Properties: {} };
const only = (type: string, of = synthesised) => {
  const found = [...of.resources(type)];
  expect(found).toHaveLength(1);
  return found[0] ?? (['', noResource] as const);
};

/** The function that a route's integration invokes, by its description. */
function servedBy(routeKey: string): unknown {
  const route = [...synthesised.resources('AWS::ApiGatewayV2::Route').values()].find(
    ({ Properties }) => Properties['RouteKey'] === routeKey,
  );
  const integrations = [...synthesised.resources('AWS::ApiGatewayV2::Integration')];
  const [, integration] =
    integrations.find(
      ([id]) =>
        JSON.stringify(route?.Properties['Target']) ===
        JSON.stringify({ 'Fn::Join': ['', ['integrations/', { Ref: id }]] }),
    ) ?? [];
  const functions = [...synthesised.resources('AWS::Lambda::Function')];
  const [, invoked] =
    functions.find(
      ([id]) =>
        JSON.stringify(integration?.Properties['IntegrationUri']) === JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] }),
    ) ?? [];
  return invoked?.Properties['Description'];
}

describe('routes', () => {
  test.each(routes.map((route) => [`${route.method} ${route.path}`, route.function] as const))(
    '%s → %s',
    (routeKey, name) => {
      expect(servedBy(routeKey)).toBe(`Postern: ${name}`);
    },
  );

  test('all other requests go to the default function, and there is no other route', () => {
    expect(servedBy('$default')).toBe(`Postern: ${defaultFunction}`);
    expect(synthesised.resources('AWS::ApiGatewayV2::Route').size).toBe(routes.length + 1);
  });

  test('each function has one integration, of payload format 2.0', () => {
    const integrations = [...synthesised.resources('AWS::ApiGatewayV2::Integration').values()];
    expect(integrations).toHaveLength(3);
    for (const { Properties } of integrations) {
      expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    }
  });

  test('only this API may invoke the functions, on the routes that they serve', () => {
    const [api] = only('AWS::ApiGatewayV2::Api');
    // Secrets Manager's permission is tested in rotation.test.ts.
    const permissions = [...synthesised.resources('AWS::Lambda::Permission').values()].filter(
      ({ Properties }) => !JSON.stringify(Properties['FunctionName']).includes('SignInRotation'),
    );
    const allowed = permissions.map(({ Properties }) => {
      expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
      const text = JSON.stringify(Properties['SourceArn']);
      expect(text).toContain(`{"Ref":"${api}"}`);
      return /"(\/\*\/\*[^"]*)"/.exec(text)?.[1];
    });
    // The source ARN of the $default route has no path.
    expect(allowed.sort()).toEqual([...routes.map(({ path }) => `/*/*${path}`), '/*/*'].sort());
  });
});

describe('the stage', () => {
  test('is $default, deployed automatically and throttled', () => {
    expect(only('AWS::ApiGatewayV2::Stage')[1].Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
  });

  test('logs each request, without query, path or cookies, and retains the log for three months', () => {
    const [, stage] = only('AWS::ApiGatewayV2::Stage');
    const { DestinationArn, Format } = Object(stage.Properties['AccessLogSettings']);
    const logGroup = synthesised.resources('AWS::Logs::LogGroup').get(DestinationArn['Fn::GetAtt'][0]);
    expect(logGroup?.Properties).toMatchObject({ RetentionInDays: 90 });
    expect(JSON.parse(Format)).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      sourceIp: '$context.identity.sourceIp',
      routeKey: '$context.routeKey',
      protocol: '$context.protocol',
      status: '$context.status',
      responseLength: '$context.responseLength',
      responseLatency: '$context.responseLatency',
      integrationLatency: '$context.integrationLatency',
      integrationError: '$context.integrationErrorMessage',
    });
  });
});

describe('outputs', () => {
  const outputValue = (name: string, of = synthesised) => of.stateless.outputs[name]?.['Value'];
  const endpoint = () => ({ 'Fn::GetAtt': [only('AWS::ApiGatewayV2::Api')[0], 'ApiEndpoint'] });

  test('base URL, and per provider the URLs to register', () => {
    expect(outputValue('BaseUrl')).toEqual(endpoint());
    expect(outputValue('RedirectUriCorpLogin')).toEqual({ 'Fn::Join': ['', [endpoint(), '/callback/corp-login']] });
    expect(outputValue('BackchannelLogoutUriCorpLogin')).toEqual({
      'Fn::Join': ['', [endpoint(), '/logout/backchannel/corp-login']],
    });
    expect(outputValue('FrontchannelLogoutUriCorpLogin')).toEqual({
      'Fn::Join': ['', [endpoint(), '/logout/frontchannel/corp-login']],
    });
    expect(outputValue('PostLogoutRedirectUriCorpLogin')).toEqual({
      'Fn::Join': ['', [endpoint(), '/login?signed_out=true']],
    });
  });

  test('the command that stores the client secret, also for a disabled provider', () => {
    expect(outputValue('StoreClientSecretLater')).toEqual({
      'Fn::Join': ['', ['npm run ops -- secret set later --stack Postern-Data --region ', { Ref: 'AWS::Region' }]],
    });
  });

  test('the command that stores the private key, if the client has one', async () => {
    const providers = [
      { name: 'corp', issuer: 'https://login.example.com', appId: 'a', tokenEndpointAuthMethod: 'private_key_jwt' },
      { name: 'apple', appId: 'b', teamId: 'TEAM123456', keyId: 'KEY1234567' },
    ];
    const keyed = await synthesise({ providers });
    for (const [id, file] of [
      ['Corp', 'corp.pem'],
      ['Apple', 'AuthKey_KEY1234567.p8'],
    ]) {
      const name = `StoreClientSecret${id}`;
      const { Value, Description } = keyed.stateless.outputs[name] ?? {};
      const command = `npm run ops -- secret set ${id?.toLowerCase()} --stack Postern-Data --region `;
      expect(Value).toEqual({ 'Fn::Join': ['', [command, { Ref: 'AWS::Region' }, ` < ${file}`]] });
      expect(Description).toBe(`Command that stores the private key of ${id?.toLowerCase()}, read from the file`);
    }
  });

  test('with a domain, its own URLs and the DNS target', () => {
    expect(outputValue('BaseUrl', withDomain)).toBe('https://login.example.com');
    expect(outputValue('RedirectUriAuthentiq', withDomain)).toBe('https://login.example.com/callback/authentiq');
    const [domainName] = only('AWS::ApiGatewayV2::DomainName', withDomain);
    expect(outputValue('DomainTarget', withDomain)).toEqual({ 'Fn::GetAtt': [domainName, 'RegionalDomainName'] });
  });
});

describe('a custom domain', () => {
  test('is mapped to the stage with its certificate', () => {
    const [domainName, { Properties }] = only('AWS::ApiGatewayV2::DomainName', withDomain);
    expect(Properties).toMatchObject({
      DomainName: 'login.example.com',
      DomainNameConfigurations: [{ CertificateArn: blockWithDomain.domain.certificateArn, EndpointType: 'REGIONAL' }],
    });
    expect(only('AWS::ApiGatewayV2::ApiMapping', withDomain)[1].Properties).toMatchObject({
      DomainName: { Ref: domainName },
      Stage: '$default',
    });
  });

  test('is the only host name of the API, and the base URL of the functions', () => {
    expect(only('AWS::ApiGatewayV2::Api', withDomain)[1].Properties).toMatchObject({ DisableExecuteApiEndpoint: true });
    expect(only('AWS::ApiGatewayV2::Api')[1].Properties).toMatchObject({ DisableExecuteApiEndpoint: false });
    const functions = [...withDomain.resources('AWS::Lambda::Function').values()];
    for (const { Properties } of functions.filter((each) => each.Properties['Description'] !== 'Postern: events')) {
      expect(Properties).toMatchObject({
        Environment: { Variables: { POSTERN_BASE_URL: 'https://login.example.com' } },
      });
    }
    expect(JSON.parse(withDomain.assetFile('session', 'settings.json'))).toMatchObject({ cookieDomain: 'example.com' });
  });
});
