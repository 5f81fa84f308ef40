import { Annotations, Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { Config } from '../config/index.ts';
import { trustWarnings } from '../config/trust-warnings.ts';
import { Alarms } from './alarms.ts';
import { addStage } from './api-stage.ts';
import { CustomDomain } from './custom-domain.ts';
import { EventsFunction } from './events-function.ts';
import { RotationFunction } from './rotation-function.ts';
import { defaultFunction, type FunctionName, routes } from './routes.ts';
import { functionSettings } from './settings-file.ts';
import { addSettingsOutputs } from './settings-outputs.ts';
import { SignInData } from './sign-in-data.ts';
import { SignInFunction } from './sign-in-function.ts';

/** The configuration, and optionally existing stateful resources. */
export interface SignInProps {
  /** Result of `parseConfig`. */
  readonly config: Config;
  /** Table and secrets of another stack. Default: created in this construct. */
  readonly data?: SignInData;
}

/**
 * Sign-in for an app: the HTTP API with its routes and functions, the functions that publish events and rotate secrets,
 * and alarms. Unless `data` is given, the stateful resources are created too.
 */
export class SignIn extends Construct {
  readonly api: HttpApi;
  readonly data: SignInData;
  /** Public origin of the HTTP API, without a trailing slash. */
  readonly baseUrl: string;
  readonly functions: Readonly<Record<FunctionName, SignInFunction<FunctionName>>>;
  /** Lambda function that publishes audit events to the event bus. */
  readonly events: EventsFunction;
  /** Lambda function that rotates client secrets and session keys. */
  readonly rotation: RotationFunction;
  /** CloudWatch alarms and the SNS topic that they notify. */
  readonly alarms: Alarms;
  /** The HTTP API's custom domain, present if `config` has one. */
  readonly customDomain?: CustomDomain;

  constructor(scope: Construct, id: string, { config, data }: SignInProps) {
    super(scope, id);
    this.data = data ?? new SignInData(this, 'Data', config);
    this.api = new HttpApi(this, 'Api', {
      description: 'Postern: sign-in',
      createDefaultStage: false,
      // With a custom domain, API Gateway's own host name is switched off. Otherwise there would be two origins, and
      // cookies and redirect URIs would work on only one of them.
      disableExecuteApiEndpoint: config.domain !== undefined,
    });
    const stage = addStage(this, this.api);
    if (config.domain !== undefined) {
      this.customDomain = new CustomDomain(this, 'Domain', { ...config.domain, api: this.api, stage });
    }
    this.baseUrl = config.domain === undefined ? this.api.apiEndpoint : `https://${config.domain.name}`;
    this.functions = this.#addFunctions(config);
    this.events = new EventsFunction(this, 'Events', { data: this.data });
    this.rotation = new RotationFunction(this, 'Rotation', { config, data: this.data, baseUrl: this.baseUrl });
    this.alarms = new Alarms(this, 'Alarms', this);
    this.#addRoutes();
    addSettingsOutputs(this, config);
    for (const warning of trustWarnings(config)) Annotations.of(this).addWarningV2('postern:trust', warning);
  }

  #addFunctions(config: Config): Record<FunctionName, SignInFunction<FunctionName>> {
    const settings = functionSettings(config);
    const shared = { data: this.data, baseUrl: this.baseUrl };
    return {
      login: new SignInFunction(this, 'Login', { name: 'login', settings: settings.login, ...shared }),
      callback: new SignInFunction(this, 'Callback', { name: 'callback', settings: settings.callback, ...shared }),
      session: new SignInFunction(this, 'Session', { name: 'session', settings: settings.session, ...shared }),
    };
  }

  #addRoutes(): void {
    const integrations: Record<FunctionName, HttpLambdaIntegration> = {
      login: this.#integration('login'),
      callback: this.#integration('callback'),
      session: this.#integration('session'),
    };
    const keyed = routes.map((route) => ({
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration: integrations[route.function],
    }));
    for (const { routeKey, integration } of [
      ...keyed,
      { routeKey: HttpRouteKey.DEFAULT, integration: integrations[defaultFunction] },
    ]) {
      const route = new HttpRoute(this, routeKey.key, { httpApi: this.api, routeKey, integration });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'People who are not signed in call these routes; each function checks the session if it needs one.',
      });
    }
  }

  #integration(name: FunctionName): HttpLambdaIntegration {
    return new HttpLambdaIntegration(`${name}Integration`, this.functions[name].handler);
  }
}
