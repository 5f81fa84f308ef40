import { AwsError, type Call, type Output } from '../../../functions/core/aws/client.ts';

/** A client of the AWS SDK. */
interface SdkClient {
  send(command: never): Promise<object>;
}

/** The SDK's command classes, by the operation's name in the service's API. */
type SdkCommands = Readonly<Record<string, new (input: never) => object>>;

/** Attempts and timeouts in milliseconds of every SDK client, chosen for interactive use. */
export const sdkLimits = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/** Calls a service through the AWS SDK, with outputs and errors as the service has them on the wire. */
export function sdkCall(client: SdkClient, commands: SdkCommands): Call {
  return async (operation, input) => {
    const Command = commands[operation];
    if (Command === undefined) throw new Error(`the operation ${operation} has no command`);
    try {
      // The ports' inputs are typed by the SDK's own types; only the way through `Call` forgets them.
      return wireOutput(await client.send(new Command(input as never) as never));
    } catch (error) {
      throw isServiceError(error) ? wireError(error) : error;
    }
  };
}

/** Timestamps are seconds since the epoch in AWS's JSON protocols, and `Date` in the SDK. */
function wireOutput(output: object): Output {
  const entries = Object.entries(output);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof Date ? value.getTime() / 1000 : value]),
  );
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** Errors of credentials, connections and timeouts carry no status: the service answered nothing. */
function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && '$fault' in error && '$metadata' in error;
}

function wireError(error: ServiceError): AwsError {
  const output = { ...error, message: error.message };
  return new AwsError(error.name, error.$metadata.httpStatusCode ?? 0, output);
}
