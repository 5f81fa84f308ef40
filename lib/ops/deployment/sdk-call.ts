import { AwsError, type Call, type Output } from '../../../functions/core/aws/client.ts';

/** A client of the AWS SDK, for any AWS service. */
interface SdkClient {
  send(command: never): Promise<object>;
}

/** The SDK's command classes, by the name of the operation in the AWS service's API, such as `GetItem`. */
type SdkCommands = Readonly<Record<string, new (input: never) => object>>;

/**
 * Maximum attempts, and timeouts in milliseconds, of the AWS SDK's clients. They are short, because an operator is
 * waiting.
 */
export const sdkLimits = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/**
 * Makes a function that calls an AWS service through the AWS SDK. The function returns outputs and throws errors in the
 * form that the service sends on the wire, not in that of the SDK.
 */
export function sdkCall(client: SdkClient, commands: SdkCommands): Call {
  return async (operation, input) => {
    const Command = commands[operation];
    if (Command === undefined) throw new Error(`the operation ${operation} has no command`);
    try {
      // The ports (interfaces of table and secrets) type their inputs by the SDK's own types. Only `Call`, through
      // which the inputs are passed, accepts any object, so they must be cast here.
      return wireOutput(await client.send(new Command(input as never) as never));
    } catch (error) {
      throw isServiceError(error) ? wireError(error) : error;
    }
  };
}

/**
 * Converts an SDK output to the form on the wire: AWS's JSON protocols have timestamps as seconds since the epoch, the
 * SDK as `Date`.
 */
function wireOutput(output: object): Output {
  const entries = Object.entries(output);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof Date ? value.getTime() / 1000 : value]),
  );
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/**
 * Whether the error is a response of the AWS service. Errors of credentials, connections and timeouts are not: no
 * service has responded, so they have no HTTP status.
 */
function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && '$fault' in error && '$metadata' in error;
}

function wireError(error: ServiceError): AwsError {
  const output = { ...error, message: error.message };
  return new AwsError(error.name, error.$metadata.httpStatusCode ?? 0, output);
}
