/** What another CDK app imports: the configuration's parser and the constructs. */
export { type Config, ConfigError, type ConfigOptions, type ConfigProblem, parseConfig } from './config.ts';
export { SignIn, type SignInProps } from './sign-in.ts';
export { SignInData, type SignInDataProps } from './sign-in-data.ts';
