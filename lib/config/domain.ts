import type { Field } from './field.ts';
import { isHostName } from './urls.ts';

/** A custom domain for the HTTP API. */
export interface DomainSettings {
  /** Host name of the HTTP API for browsers and providers. */
  readonly name: string;
  /** ARN of the ACM certificate for this host name, in the API's region. */
  readonly certificateArn: string;
}

const certificateArn = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;

/** Reads the custom domain; undefined if there is none. */
export function readDomain(field: Field): DomainSettings | undefined {
  if (field.absent) {
    return undefined;
  }
  const key = field.keys(['name', 'certificateArn']);
  return {
    name: key('name').string(isHostName, 'It must be a host name in lower case, for example login.example.com.'),
    certificateArn: key('certificateArn').string(
      (value) => certificateArn.test(value),
      "It must be the ARN of an ACM certificate for the name, in the API's region.",
    ),
  };
}

/**
 * Reads the Domain attribute of cookies. Browsers accept only the API's host name or a parent domain of it (RFC 6265
 * section 5.3). A single label, such as `com`, is refused too: it is a public suffix, for which browsers accept no
 * cookies.
 */
export function readCookieDomain(field: Field, domain: DomainSettings | undefined): string | undefined {
  if (field.absent) {
    return undefined;
  }
  if (domain === undefined) {
    field.refuse(
      'It needs the domain key, as the host name that AWS gives an API has no parent domain of yours. Add domain, or remove this.',
    );
    return undefined;
  }
  return field.string(
    (value) => isHostName(value) && (value === domain.name || domain.name.endsWith(`.${value}`)),
    `It must be ${domain.name === '' ? 'domain.name' : domain.name} or a parent domain of it, without a leading dot.`,
  );
}
