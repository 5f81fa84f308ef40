import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Throttling limits for all routes together: requests per second, and requests in a burst. */
const throttle = { rateLimit: 100, burstLimit: 200 };

/**
 * Fields of a request's access log line. Query strings hold authorization codes and `state` values, so query strings,
 * cookies and raw paths are not logged. The route key (`GET /login/{provider}`) stands for the path.
 */
const accessLogFormat = {
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
};

/** Adds the API's only stage, `$default`: throttled, deployed automatically, with access logs. */
export function addStage(scope: Construct, api: HttpApi): HttpStage {
  const logGroup = new LogGroup(scope, 'AccessLogs', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return new HttpStage(scope, 'Stage', {
    httpApi: api,
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(accessLogFormat)),
    },
  });
}
