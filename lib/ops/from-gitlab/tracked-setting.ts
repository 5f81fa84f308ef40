import type { Setting } from './setting.ts';

/** A setting that is not translated, or differs in meaning. */
export interface Note {
  /** Path of the setting, for example `omniauth_providers[0].args.issuer`; never its value. */
  readonly setting: string;
  /** The line of the file, from 1. */
  readonly line?: number;
  /** A sentence. */
  readonly reason: string;
}

/**
 * A setting with its path, which tracks whether it was read: in the end `noteUnread` notes the settings that have no
 * counterpart. A value of the wrong type is noted and reads as absent.
 */
export class TrackedSetting {
  readonly path: string;
  readonly #setting: Setting | undefined;
  readonly #notes: Note[];
  readonly #children: ReadonlyMap<string, TrackedSetting>;
  #read = false;
  #visited = false;
  #suppressed = false;

  constructor(path: string, setting: Setting | undefined, notes: Note[]) {
    this.path = path;
    this.#setting = setting?.kind === 'nil' ? undefined : setting;
    this.#notes = notes;
    this.#children = new Map(children(path, setting, notes));
  }

  get absent(): boolean {
    return this.#setting === undefined;
  }

  /** Whether the file does not determine the value, as for Ruby expressions. */
  get unknown(): boolean {
    return this.#setting?.kind === 'unknown';
  }

  get line(): number | undefined {
    return this.#setting?.line;
  }

  /** A key of a hash; absent if the setting is no hash. */
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

  /** A boolean, also as a text. */
  flag(): boolean | undefined {
    this.#read = true;
    const setting = this.#setting;
    if (setting?.kind === 'boolean') return setting.value;
    const written = setting?.kind === 'text' && ['true', 'false'].includes(setting.text);
    return written ? setting.text === 'true' : this.#refuse(undefined, 'true or false');
  }

  /** The items of a list; a text counts as a list of one. */
  texts(): readonly TrackedSetting[] {
    return this.#setting?.kind === 'text' ? [this] : this.items();
  }

  /** `true`, `false` or a list of names, like many of GitLab's settings; a name counts as a list of one. */
  flagOrTexts(): boolean | readonly TrackedSetting[] | undefined {
    if (this.#setting?.kind === 'boolean' || this.unknown) return this.flag();
    return this.absent ? undefined : this.texts();
  }

  /** Notes the setting once per reason; for an unknown value, with the reason why it is unknown. */
  note(ownReason: string): void {
    const reason = this.#setting?.kind === 'unknown' ? this.#setting.why : ownReason;
    const known = this.#notes.some((note) => note.setting === this.path && note.reason === reason);
    this.#read = true;
    if (known) return;
    const { line } = this;
    this.#notes.push({ setting: this.path, ...(line === undefined ? {} : { line }), reason });
  }

  /** Suppresses further notes on the setting and its contents. */
  suppressNotes(): void {
    this.#suppressed = true;
  }

  /** Notes everything in the setting that was not read. */
  noteUnread(): void {
    if (this.absent || this.#suppressed) return;
    if (!this.#touched) this.note('It has no counterpart.');
    else for (const child of this.#children.values()) child.#noteUnreadBelow(this);
  }

  /** The parts of a setting that was read as a whole are not noted. */
  #noteUnreadBelow(parent: TrackedSetting): void {
    if (this.#touched || !parent.#read) this.noteUnread();
  }

  get #touched(): boolean {
    const visitedMap = this.#visited && this.#setting?.kind === 'map';
    return this.#read || this.#suppressed || visitedMap;
  }

  #refuse<Fallback>(fallback: Fallback, expected: string): Fallback {
    if (!this.absent) this.note(`It should be ${expected}, so it is omitted.`);
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
