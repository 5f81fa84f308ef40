import * as v from 'valibot';
import { readDataFile, writeJson } from '../json-file.ts';

const recordSchema = v.object({
  /** Seconds since the epoch. */
  lastRotatedDate: v.exactOptional(v.number()),
  /** Version of an unfinished rotation that has AWSPENDING already, but no value yet. */
  emptyVersion: v.exactOptional(v.string()),
});

/** State of a secret's rotation that Secrets Manager's own data does not hold. */
export type RotationRecord = Readonly<v.InferOutput<typeof recordSchema>>;

/** The records by the secret's ARN. */
export interface RotationRecords {
  /** Empty if nothing is recorded. */
  of(arn: string): RotationRecord;
  set(arn: string, record: RotationRecord): void;
}

/** Opens the records in a file that only its owner can read. Throws `LocalFailure` if the file is damaged. */
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
