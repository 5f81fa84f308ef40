import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { type Config, parseConfig } from '../../config/index.ts';
import { OpsFailure } from '../cli/failure.ts';
import { type OpsOptions, readLocalRun } from './deployment.ts';

const cdkFile = fileURLToPath(new URL('../../../cdk.json', import.meta.url));

/**
 * Reads the deployment's configuration: from the file of `--config`; otherwise from the local run with `--local`;
 * otherwise from the `postern` block in cdk.json.
 * @throws OpsFailure if no configuration is found or the file cannot be read.
 * @throws ConfigError with every problem of the block.
 */
export function readConfiguration({ config, local, data }: OpsOptions): Config {
  if (config !== undefined) return parse(readObject(config), config, local === true);
  if (local === true) return readLocalRun(data).configuration;
  const context = readObject(cdkFile)['context'];
  const block = isObject(context) ? context['postern'] : undefined;
  if (block === undefined) {
    throw new OpsFailure('cdk.json has no block context.postern: name the file with your block with --config.');
  }
  return parse(block, cdkFile, false);
}

/**
 * Validates a `postern` block. Issuers with http on a loopback address are allowed only for a local run: whatever
 * listens on this machine must receive nothing of a deployment.
 */
function parse(block: unknown, file: string, allowLoopbackHttp: boolean): Config {
  return parseConfig(block, { allowLoopbackHttp, directory: dirname(file) });
}

function readObject(file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsFailure(`The configuration ${file} cannot be read (${reason}): name a JSON file.`, { cause });
  }
  if (isObject(value)) return value;
  throw new OpsFailure(`The configuration ${file} must be a JSON object, as context.postern of cdk.json is.`);
}
