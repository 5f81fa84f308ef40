import type {
  AttributeValue,
  DeleteItemCommandInput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

/** A table item, in DynamoDB JSON (`{"S": "text"}`). */
export type Item = Record<string, AttributeValue>;

type Without<T, K extends string> = Omit<T, K>;

/**
 * The DynamoDB operations that the stores use, with input and output in DynamoDB JSON. The implementation adds the
 * table's name. Each operation fails with `ConditionFailed`, `TransactionRefused` or the problem
 * `temporarily_unavailable`.
 */
export interface Table {
  get(input: Without<GetItemCommandInput, 'TableName'>): Promise<Pick<GetItemCommandOutput, 'Item'>>;
  /** Reads up to 100 items by their keys, with strongly consistent reads. Items that do not exist are left out. */
  batchGet(keys: readonly Item[]): Promise<readonly Item[]>;
  query(
    input: Without<QueryCommandInput, 'TableName'>,
  ): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  put(input: Without<PutItemCommandInput, 'TableName'>): Promise<void>;
  update(input: Without<UpdateItemCommandInput, 'TableName'>): Promise<void>;
  delete(input: Without<DeleteItemCommandInput, 'TableName'>): Promise<void>;
  /**
   * Writes all steps or none (TransactWriteItems). Conflicts with other transactions are retried by the implementation.
   */
  transact(steps: readonly TransactionStep[]): Promise<void>;
}

/** One write of a transaction. If its condition does not hold, `TransactionRefused` reports the step's `name`. */
export interface TransactionStep {
  readonly name: string;
  readonly write: TransactionWrite;
}

type TransactItem = NonNullable<TransactWriteItemsCommandInput['TransactItems']>[number];
type TransactOperation = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write of a transaction, without the table's name. */
export type TransactionWrite = {
  [K in TransactOperation]: { readonly [P in K]: Without<NonNullable<TransactItem[K]>, 'TableName'> };
}[TransactOperation];
