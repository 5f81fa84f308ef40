import * as v from 'valibot';
import { readDataFile, writeJson } from '../json-file.ts';

const recordSchema = v.object({
  /** Time of the last finished rotation, in seconds since the epoch. */
  lastRotatedDate: v.exactOptional(v.number()),
  /** ID of an unfinished rotation's version that has the label AWSPENDING, but no value yet. */
  emptyVersion: v.exactOptional(v.string()),
});

/**
 * State of a secret's rotation. It is stored in a file of its own, because the Secrets Manager behind the local run
 * does not store it.
 */
export type RotationRecord = Readonly<v.InferOutput<typeof recordSchema>>;

/** The rotation records of all secrets, by the secret's ARN. */
export interface RotationRecords {
  /** The record of a secret; an empty record if nothing is recorded. */
  of(arn: string): RotationRecord;
  set(arn: string, record: RotationRecord): void;
}

/** Opens the rotation records in a file that only its owner can read. Throws `LocalFailure` if the file is damaged. */
export function openRecords(file: string): RotationRecords {
  const records = new Map(Object.entries(readDataFile(file, v.record(v.string(), recordSchema)) ?? {}));
  return {
    of: (arn) => records.get(arn) ?? {},
    set(arn, record) {
      records.set(arn, record);
      writeJson(file, Object.fromEntries(records));
    },
  };
}
