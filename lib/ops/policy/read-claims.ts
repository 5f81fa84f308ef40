import { createReadStream } from 'node:fs';
import { parseObject } from '../../../functions/core/base/json.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { OpsFailure } from '../cli/failure.ts';

/** Maximum size of the claims in bytes; ID tokens are far smaller. */
const maximumBytes = 65_536;

/**
 * Reads the claims of an ID token from a JSON file, or from standard input if the file's name is `-`.
 * @throws OpsFailure unless the file contains a JSON object of at most 64 KB.
 */
export async function readClaims(file: string): Promise<Claims> {
  const source = file === '-' ? 'Standard input' : file;
  const claims = parseObject(await readText(file, source));
  if (claims === undefined) {
    throw new OpsFailure(
      `${source} must hold claims as one JSON object: the payload of an ID token, not the token itself.`,
    );
  }
  return claims;
}

async function readText(file: string, source: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(Buffer.from(chunk));
      bytes += chunks.at(-1)?.length ?? 0;
      if (bytes > maximumBytes) break;
    }
  } catch (cause) {
    throw new OpsFailure(`${source} cannot be read (${cause instanceof Error ? cause.message : cause}).`, { cause });
  }
  if (bytes > maximumBytes)
    throw new OpsFailure(`${source} is larger than ${maximumBytes} bytes: give only the claims.`);
  return Buffer.concat(chunks).toString('utf8');
}
