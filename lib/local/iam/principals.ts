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
  /** ARN for access-denied errors. */
  readonly arn: string;
  readonly credentials: IssuedCredentials;
  readonly policy: Policy;
}

/** Session of a role that a function has assumed, with temporary credentials that are new at each start. */
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

/** The operator at this machine, who may do everything, for the operations CLI. */
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
