import { randomInt } from 'node:crypto';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { localArn } from '../account-and-region.ts';
import { ServiceException } from '../aws/service.ts';
import { asArray, asObject, asString, readJson, writeJson } from '../json.ts';

/** One version of a secret's value. */
export interface Version {
  readonly id: string;
  readonly secretString?: string;
  /** Base64, as on the wire. */
  readonly secretBinary?: string;
  /** Staging labels, for example AWSCURRENT. */
  stages: string[];
  /** Seconds since the epoch. */
  readonly createdDate: number;
}

/** A secret with its versions, oldest first. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly createdDate: number;
  lastChangedDate: number;
  readonly versions: Version[];
}

/** All secrets, kept in a file that its owner alone can read. */
export interface SecretStore {
  /** The secret of that name or full ARN; throws `ResourceNotFoundException`. */
  get(id: string): Secret;
  find(name: string): Secret | undefined;
  add(secret: Secret): void;
  /** Writes what was changed to the file. */
  save(): void;
}

/** Opens the store, which is empty where there is no file yet. Throws `LocalFailure` where the file is damaged. */
export function openStore(file: string): SecretStore {
  const content = readJson(file);
  const secrets = new Map<string, Secret>();
  for (const value of asArray(content, file)) {
    const secret = parseSecret(asObject(value, file), file);
    secrets.set(secret.name, secret);
  }
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

/** A new secret's ARN: its name, a hyphen and six random characters, as AWS makes them. */
export function newArn(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return localArn('secretsmanager', `secret:${name}-${suffix}`);
}

function parseSecret(value: JsonObject, file: string): Secret {
  const description = value['description'];
  return {
    arn: asString(value['arn'], file),
    name: asString(value['name'], file),
    ...(typeof description === 'string' ? { description } : {}),
    createdDate: Number(value['createdDate']),
    lastChangedDate: Number(value['lastChangedDate']),
    versions: asArray(value['versions'], file)
      .filter(isObject)
      .map((version) => parseVersion(version, file)),
  };
}

function parseVersion(value: JsonObject, file: string): Version {
  const { secretString, secretBinary } = value;
  return {
    id: asString(value['id'], file),
    ...(typeof secretString === 'string' ? { secretString } : {}),
    ...(typeof secretBinary === 'string' ? { secretBinary } : {}),
    stages: asArray(value['stages'], file).map((stage) => asString(stage, file)),
    createdDate: Number(value['createdDate']),
  };
}
