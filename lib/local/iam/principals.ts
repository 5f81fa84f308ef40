import { randomBytes } from 'node:crypto';
import { accountId } from '../account-and-region.ts';
import type { Policy } from './policy.ts';

/** Credentials that the local run issues to a principal. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A caller of the guarded services: its credentials and its policy. */
export interface Principal {
  /** ARN of the caller, which access-denied errors show. */
  readonly arn: string;
  readonly credentials: IssuedCredentials;
  readonly policy: Policy;
}

/**
 * The principal of a function: the session of its role, with temporary credentials that are generated at each start.
 */
export function functionPrincipal(role: string, functionName: string, policy: Policy): Principal {
  return {
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${functionName}`,
    credentials: {
      accessKeyId: accessKeyId('ASIA'),
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(48).toString('base64'),
    },
    policy,
  };
}

/** The principal of the operator at this machine, who uses the operations CLI and may do everything. */
export function operatorPrincipal(): Principal {
  return {
    arn: `arn:aws:iam::${accountId}:user/operator`,
    credentials: { accessKeyId: accessKeyId('AKIA'), secretAccessKey: randomBytes(30).toString('base64') },
    policy: { allows: () => true },
  };
}

function accessKeyId(prefix: string): string {
  return prefix + randomBytes(8).toString('hex').toUpperCase();
}
