import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** A part of postern.schema.json. */
export interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** postern.schema.json: the JSON Schema of the configuration block. */
export const blockSchema: Schema & { readonly definitions: Readonly<Record<string, Schema>> } = JSON.parse(
  readFileSync(new URL('../../postern.schema.json', import.meta.url), 'utf8'),
);

const validate = new Ajv({ allErrors: true }).compile(blockSchema);

/** The schema's errors for a block; empty if it is valid. */
export function schemaErrors(block: unknown): readonly string[] {
  return validate(block)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
