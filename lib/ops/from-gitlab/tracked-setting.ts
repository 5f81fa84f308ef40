import type { Setting } from './setting.ts';

/** Something about the file that its reader must know. */
export interface Note {
  /** Where it is, for example `omniauth_providers[0].args.issuer`; never a value. */
  readonly setting: string;
  /** The line of the file, from 1. */
  readonly line?: number;
  /** What does not carry over, or differs, as a sentence. */
  readonly reason: string;
}

/**
 * A setting with its path. What is asked of it counts as carried over; what nobody asked for is named in the end. A value
 * that is not what it should be is named and reads as not there.
 */
export class TrackedSetting {
  readonly path: string;
  readonly #setting: Setting | undefined;
  readonly #notes: Note[];
  readonly #children: ReadonlyMap<string, TrackedSetting>;
  #read = false;
  #visited = false;
  #settled = false;

  constructor(path: string, setting: Setting | undefined, notes: Note[]) {
    this.path = path;
    this.#setting = setting?.kind === 'nil' ? undefined : setting;
    this.#notes = notes;
    this.#children = new Map(children(path, setting, notes));
  }

  get absent(): boolean {
    return this.#setting === undefined;
  }

  /** Whether there is a value that the file alone does not tell. */
  get unknown(): boolean {
    return this.#setting?.kind === 'unknown';
  }

  get line(): number | undefined {
    return this.#setting?.line;
  }

  /** A key of a hash; not there where the setting is no hash. */
  at(key: string): TrackedSetting {
    this.#visited = true;
    return this.#children.get(key) ?? new TrackedSetting(`${this.path}.${key}`, undefined, this.#notes);
  }

  /** The keys of a hash with their values. */
  entries(): readonly (readonly [string, TrackedSetting])[] {
    this.#read = true;
    return this.#setting?.kind === 'map' ? [...this.#children] : this.#refuse([], 'a hash');
  }

  /** The items of a list. */
  items(): readonly TrackedSetting[] {
    this.#read = true;
    return this.#setting?.kind === 'list' ? [...this.#children.values()] : this.#refuse([], 'a list');
  }

  text(): string | undefined {
    this.#read = true;
    const setting = this.#setting;
    return setting?.kind === 'text' || setting?.kind === 'number' ? setting.text : this.#refuse(undefined, 'a text');
  }

  /** A boolean, which some write as a text. */
  flag(): boolean | undefined {
    this.#read = true;
    const setting = this.#setting;
    if (setting?.kind === 'boolean') return setting.value;
    const written = setting?.kind === 'text' && ['true', 'false'].includes(setting.text);
    return written ? setting.text === 'true' : this.#refuse(undefined, 'true or false');
  }

  /** The texts of a list; one text stands for a list of it. */
  texts(): readonly TrackedSetting[] {
    return this.#setting?.kind === 'text' ? [this] : this.items();
  }

  /** `true`, `false`, or a list of names, as GitLab's settings about providers are; one name stands for a list of it. */
  flagOrTexts(): boolean | readonly TrackedSetting[] | undefined {
    if (this.#setting?.kind === 'boolean' || this.unknown) return this.flag();
    return this.absent ? undefined : this.texts();
  }

  /** Names the setting; one whose value is unknown is named once, with that reason. */
  note(ownReason: string): void {
    const reason = this.#setting?.kind === 'unknown' ? this.#setting.why : ownReason;
    const known = this.#notes.some((note) => note.setting === this.path && note.reason === reason);
    this.#read = true;
    if (known) return;
    const { line } = this;
    this.#notes.push({ setting: this.path, ...(line === undefined ? {} : { line }), reason });
  }

  /** Says no more about the setting and what is in it. */
  settle(): void {
    this.#settled = true;
  }

  /** Names everything in it that was not asked for. */
  noteUnread(): void {
    if (this.absent || this.#settled) return;
    if (!this.#touched) this.note('It has no counterpart.');
    else for (const child of this.#children.values()) child.#noteUnreadBelow(this);
  }

  /** What was read as a whole needs no word about its parts. */
  #noteUnreadBelow(parent: TrackedSetting): void {
    if (this.#touched || !parent.#read) this.noteUnread();
  }

  get #touched(): boolean {
    const looked = this.#visited && this.#setting?.kind === 'map';
    return this.#read || this.#settled || looked;
  }

  #refuse<Fallback>(fallback: Fallback, expected: string): Fallback {
    if (!this.absent) this.note(`It should be ${expected} here, so it is left out.`);
    return fallback;
  }
}

function children(
  path: string,
  setting: Setting | undefined,
  notes: Note[],
): readonly (readonly [string, TrackedSetting])[] {
  if (setting?.kind === 'list') {
    return setting.items.map((item, index) => [String(index), new TrackedSetting(`${path}[${index}]`, item, notes)]);
  }
  const entries = setting?.kind === 'map' ? [...setting.entries] : [];
  return entries.map(([key, value]) => [key, new TrackedSetting(`${path}.${key}`, value, notes)]);
}
