import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { readDataFile, writeJson } from '../json-file.ts';

const entrySchema = v.object({ value: v.unknown(), expiresAt: v.optional(v.number()) });
const fileSchema = v.record(v.string(), v.record(v.string(), entrySchema));

/** A stored record. `expiresAt` is in milliseconds since the epoch; without it, the record does not expire. */
interface Entry {
  readonly value: unknown;
  readonly expiresAt?: number | undefined;
}

/** Records of one type, by ID. */
export interface Collection<T> {
  /**
   * The record with this ID. It is undefined if there is none, if the record has expired, or if it is not of the
   * collection's type.
   */
  get(id: string): T | undefined;
  /** Stores a record, with an optional lifetime. */
  set(id: string, value: T, ttlSeconds?: number): void;
  delete(id: string): void;
  /** Records that have not expired, oldest first. */
  entries(): (readonly [string, T])[];
}

/** Delay from the first unsaved change to the write of the file, so that several changes cause one write. */
const writeDelayMs = 100;

/**
 * The local provider's data, in memory and in one JSON file. The file is replaced atomically, and only its owner can
 * read it.
 */
export class Store {
  readonly #file: string;
  readonly #collections: Map<string, Map<string, Entry>>;
  #pendingWrite: NodeJS.Timeout | undefined;

  /**
   * @param file path of the data file; the file and its folder are created if missing
   * @throws LocalFailure if the file exists and is not a data file
   */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const content = Object.entries(readDataFile(file, fileSchema) ?? {});
    this.#collections = new Map(content.map(([name, entries]) => [name, new Map(Object.entries(entries))]));
  }

  /** The collection with this name. `guard` narrows a stored value to the collection's type. */
  collection<T>(name: string, guard: (value: unknown) => value is T): Collection<T> {
    const entries = this.#collections.get(name) ?? new Map<string, Entry>();
    this.#collections.set(name, entries);
    const live = (entry: Entry | undefined): T | undefined =>
      entry !== undefined && !expired(entry) && guard(entry.value) ? entry.value : undefined;
    return {
      get: (id) => live(entries.get(id)),
      set: (id, value, ttlSeconds) => {
        entries.set(id, ttlSeconds === undefined ? { value } : { value, expiresAt: Date.now() + ttlSeconds * 1000 });
        this.#changed();
      },
      delete: (id) => {
        if (entries.delete(id)) this.#changed();
      },
      entries: () =>
        [...entries].flatMap(([id, entry]) => {
          const value = live(entry);
          return value === undefined ? [] : [[id, value] as const];
        }),
    };
  }

  /** Writes pending changes to the file immediately. */
  flush(): void {
    if (this.#pendingWrite === undefined) return;
    clearTimeout(this.#pendingWrite);
    this.#pendingWrite = undefined;
    this.#write();
  }

  #changed(): void {
    this.#pendingWrite ??= setTimeout(() => this.flush(), writeDelayMs);
  }

  #write(): void {
    const contents: Record<string, Record<string, Entry>> = {};
    for (const [name, entries] of this.#collections) {
      for (const [id, entry] of entries) if (expired(entry)) entries.delete(id);
      contents[name] = Object.fromEntries(entries);
    }
    writeJson(this.#file, contents);
  }
}

function expired(entry: Entry): boolean {
  return entry.expiresAt !== undefined && entry.expiresAt <= Date.now();
}
