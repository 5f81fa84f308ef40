import { extname } from 'node:path';

/** The forms in which accounts are read and written. */
export const fileFormats = ['csv', 'json'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** The format that a file's ending tells; CSV where it tells none. */
export function formatOf(file: string): FileFormat {
  return /^\.(?:json|jsonl|ndjson)$/i.test(extname(file)) ? 'json' : 'csv';
}
