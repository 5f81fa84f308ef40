import { parseArgs } from 'node:util';

/** Command line options of `npm start`. */
export interface LocalOptions {
  /**
   * Port of the gateway, or 0 if the gateway and the local provider may listen on any free ports. With a port other
   * than 0, the local provider listens on the next port.
   */
  readonly port: number;
  /** IP address to listen on besides loopback, so that a phone on the same network can connect. */
  readonly host?: string;
  /** File with a configuration block that replaces the one in cdk.json. */
  readonly config?: string;
  /** Directory of all data that survives a restart. */
  readonly data: string;
  /** Whether the local Authentiq-like provider may be started. */
  readonly provider: boolean;
  /**
   * Whether cdk.json's rules for the approval of new accounts apply. Otherwise new accounts are approved immediately.
   */
  readonly asDeployed: boolean;
}

/** Thrown for an invalid command line. The message is one sentence; the process exits with code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The text of `--help`. */
export const usage = `Runs Postern on this machine, from what cdk deploy would deploy.

npm start -- [options]
  --port N         port of the gateway, the local provider takes the next (3000; 0: any free port)
  --host ADDRESS   listen on this address too, for a phone on the same network (0.0.0.0: on all)
  --config FILE    a configuration block in JSON instead of cdk.json's; "appSecret" per provider is allowed in it
  --data DIR       directory of data that survives a restart (.local/)
  --no-provider    do not start the local Authentiq-like provider
  --as-deployed    use cdk.json's block unchanged: new accounts wait for approval if it says so
  --help           this text

DYNAMODB_ENDPOINT and SECRETS_MANAGER_ENDPOINT, if set, replace the stand-ins.
`;

/**
 * Parses the command line. Returns the options, or `help` if the usage text is requested. Throws `UsageError` if the
 * command line is invalid.
 */
export function parseOptions(argv: readonly string[]): LocalOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  for (const name of ['host', 'config', 'data'] as const) {
    if (values[name] === '') throw new UsageError(`--${name} needs a value; see npm start -- --help.`);
  }
  return {
    port: parsePort(values.port),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.config === undefined ? {} : { config: values.config }),
    data: values.data,
    provider: !values['no-provider'],
    asDeployed: values['as-deployed'],
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string', default: '3000' },
        host: { type: 'string' },
        config: { type: 'string' },
        data: { type: 'string', default: '.local' },
        'no-provider': { type: 'boolean', default: false },
        'as-deployed': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    const [sentence] = (cause instanceof Error ? cause.message : String(cause)).split(/\.(?:\s|$)/);
    throw new UsageError(`${sentence}; see npm start -- --help.`, { cause });
  }
}

/** Parses the gateway's port. The local provider listens on the next port, so the gateway cannot have port 65535. */
function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_534) return port;
  throw new UsageError(`--port must be a number from 0 to 65534, not ${JSON.stringify(text)}.`);
}
