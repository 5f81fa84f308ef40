import { createHash, createHmac } from 'node:crypto';

/** AWS credentials that sign requests; with `sessionToken` if they are temporary. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Service and region for which a signature is valid (AWS's credential scope). */
export interface Scope {
  readonly service: string;
  readonly region: string;
}

/**
 * Signs a POST request to the path `/`.
 * @returns The given headers with those of AWS Signature Version 4.
 */
export type Sign = (headers: Readonly<Record<string, string>>, body: string, now: Date) => Record<string, string>;

/**
 * Creates a signer of AWS requests (AWS: "Create a signed AWS API request"). The signing key is valid for a day, so it
 * is derived once a day.
 */
export function createSigner(credentials: Credentials, { service, region }: Scope): Sign {
  let key: { readonly day: string; readonly value: Buffer } | undefined;
  const keyOf = (day: string): Buffer => {
    if (key?.day === day) return key.value;
    const parts = [day, region, service, 'aws4_request'];
    const value = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
    key = { day, value };
    return value;
  };
  return (given, body, now) => {
    const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
    const headers: Record<string, string> = { ...given, 'x-amz-date': time };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    const canonical = `POST\n/\n\n${names.map((name) => `${name}:${headers[name]}\n`).join('')}\n${signed}\n${sha256(body)}`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
    const signature = hmac(keyOf(time.slice(0, 8)), text).toString('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
