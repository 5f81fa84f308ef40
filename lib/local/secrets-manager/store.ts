import { randomInt } from 'node:crypto';
import * as v from 'valibot';
import { localArn } from '../account-and-region.ts';
import { ServiceException } from '../aws/service.ts';
import { readDataFile, writeJson } from '../json-file.ts';

const versionSchema = v.object({
  id: v.string(),
  secretString: v.exactOptional(v.string()),
  /** The binary value in base64, as in requests and responses. */
  secretBinary: v.exactOptional(v.string()),
  /** Staging labels, for example AWSCURRENT. */
  stages: v.array(v.string()),
  /** Seconds since the epoch. */
  createdDate: v.number(),
});

const secretSchema = v.object({
  arn: v.string(),
  name: v.string(),
  description: v.exactOptional(v.string()),
  /** Seconds since the epoch. */
  createdDate: v.number(),
  /** Seconds since the epoch. */
  lastChangedDate: v.number(),
  /** The secret's versions, oldest first. */
  versions: v.array(versionSchema),
});

/** One version of a secret's value. */
export type Version = v.InferOutput<typeof versionSchema>;

/** A secret with its versions. */
export type Secret = v.InferOutput<typeof secretSchema>;

/** All secrets of the Secrets Manager stand-in, in a file that only its owner can read. */
export interface SecretStore {
  /** The secret with this name or full ARN. Throws `ResourceNotFoundException` if there is none. */
  get(id: string): Secret;
  find(name: string): Secret | undefined;
  add(secret: Secret): void;
  /** Writes changes to the file. */
  save(): void;
}

/** Opens the store of secrets. It is empty if the file does not exist. Throws `LocalFailure` if the file is damaged. */
export function openStore(file: string): SecretStore {
  const stored = readDataFile(file, v.array(secretSchema)) ?? [];
  const secrets = new Map(stored.map((secret) => [secret.name, secret]));
  const find = (id: string): Secret | undefined =>
    secrets.get(id) ?? [...secrets.values()].find((secret) => secret.arn === id);
  return {
    find,
    get(id) {
      const secret = find(id);
      if (secret !== undefined) return secret;
      throw new ServiceException('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    },
    add: (secret) => secrets.set(secret.name, secret),
    save: () => writeJson(file, [...secrets.values()]),
  };
}

/** ARN for a new secret. As on AWS, the ARN ends with the name, a hyphen and six random characters. */
export function newArn(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return localArn('secretsmanager', `secret:${name}-${suffix}`);
}
