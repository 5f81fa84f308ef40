import { randomBytes } from 'node:crypto';
import { accountId } from '../account-and-region.ts';
import type { Policy } from './policy.ts';

/** Access keys of a principal, as the SDK is given them. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who may call the stand-ins, with what, and what they may do. */
export interface Principal {
  /** ARN that a refusal names. */
  readonly arn: string;
  readonly credentials: IssuedCredentials;
  readonly policy: Policy;
}

/** A function's role as assumed by the function, with temporary credentials that are new at each start. */
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

/** The person at this machine: may do everything. For the set-up, the ops CLI and measurements. */
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
