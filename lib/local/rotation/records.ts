import { asObject, asString, readJson, writeJson } from '../json.ts';

/** What is known of a secret's rotations. */
export interface RotationRecord {
  /** Seconds since the epoch. */
  readonly lastRotatedDate?: number;
  /** The version that a rotation is to make and that has AWSPENDING already, as long as it has no value. */
  readonly emptyVersion?: string;
}

/** The records by the secret's ARN. */
export interface RotationRecords {
  /** Empty where nothing is known. */
  of(arn: string): RotationRecord;
  set(arn: string, record: RotationRecord): void;
}

/** Opens the records, kept in a file that its owner alone can read. Throws `LocalFailure` where it is damaged. */
export function openRecords(file: string): RotationRecords {
  const content = Object.entries(asObject(readJson(file) ?? {}, file));
  const records = new Map(content.map(([arn, value]) => [arn, parseRecord(value, file)]));
  return {
    of: (arn) => records.get(arn) ?? {},
    set(arn, record) {
      records.set(arn, record);
      writeJson(file, Object.fromEntries(records));
    },
  };
}

function parseRecord(value: unknown, file: string): RotationRecord {
  const { lastRotatedDate, emptyVersion } = asObject(value, file);
  return {
    ...(lastRotatedDate === undefined ? {} : { lastRotatedDate: Number(lastRotatedDate) }),
    ...(emptyVersion === undefined ? {} : { emptyVersion: asString(emptyVersion, file) }),
  };
}
