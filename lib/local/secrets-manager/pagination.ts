import type { JsonObject } from '../../../functions/core/base/json.ts';
import { ServiceException } from '../aws/service.ts';
import { optionalString } from './input.ts';

/** Maximum and default page size (Secrets Manager API Reference: ListSecretVersionIds). */
const pageSize = 100;

/** A page of a list, with the token for the next page. */
export interface ListPage<Member> {
  readonly members: readonly Member[];
  readonly NextToken?: string;
}

/**
 * The page of a list that a request asks for by MaxResults and NextToken. If these are invalid, throws
 * `InvalidParameterException` or `InvalidNextTokenException`.
 */
export function pageOf<Member extends { readonly id: string }>(
  list: readonly Member[],
  input: JsonObject,
): ListPage<Member> {
  const token = optionalString(input, 'NextToken');
  const size = input['MaxResults'] ?? pageSize;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > pageSize) {
    throw new ServiceException('InvalidParameterException', `MaxResults must be a whole number from 1 to ${pageSize}.`);
  }
  const start = token === undefined ? 0 : list.findIndex(({ id }) => id === token);
  if (start < 0) throw new ServiceException('InvalidNextTokenException', 'The NextToken value is invalid.');
  const next = list[start + size];
  return { members: list.slice(start, start + size), ...(next === undefined ? {} : { NextToken: next.id }) };
}
