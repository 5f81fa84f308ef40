import type { Setting } from './setting.ts';

/** A note in the report: a setting that is not translated, or has a different meaning in Postern. */
export interface Note {
  /** Path of the setting, for example `omniauth_providers[0].args.issuer`; never its value. */
  readonly setting: string;
  /** The line of the file on which the setting is, from 1. */
  readonly line?: number;
  /** Why the setting is not translated, or what is different; a sentence. */
  readonly reason: string;
}

/**
 * A setting with its path, which tracks whether the translation has read it. At the end, `noteUnread` notes every
 * setting that was not read, because Postern has no counterpart for it. A value of the wrong type is noted, and read as
 * if the setting were absent.
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

  /**
   * Whether the value is unknown: it is a Ruby expression or a template tag, which the translation does not evaluate.
   */
  get unknown(): boolean {
    return this.#setting?.kind === 'unknown';
  }

  get line(): number | undefined {
    return this.#setting?.line;
  }

  /**
   * The setting under a key of this hash. If the hash has no such key, or this setting is not a hash, the result is an
   * absent setting with the path of the key.
   */
  at(key: string): TrackedSetting {
    this.#visited = true;
    return this.#children.get(key) ?? new TrackedSetting(`${this.path}.${key}`, undefined, this.#notes);
  }

  /**
   * The keys of this hash with their values. If the setting is not a hash, the result is empty, and the report has a
   * note unless the setting is absent.
   */
  entries(): readonly (readonly [string, TrackedSetting])[] {
    this.#read = true;
    return this.#setting?.kind === 'map' ? [...this.#children] : this.#refuse([], 'a hash');
  }

  /**
   * The items of this list. If the setting is not a list, the result is empty, and the report has a note unless the
   * setting is absent.
   */
  items(): readonly TrackedSetting[] {
    this.#read = true;
    return this.#setting?.kind === 'list' ? [...this.#children.values()] : this.#refuse([], 'a list');
  }

  text(): string | undefined {
    this.#read = true;
    const setting = this.#setting;
    return setting?.kind === 'text' || setting?.kind === 'number' ? setting.text : this.#refuse(undefined, 'a text');
  }

  /**
   * The value of the setting as a boolean; the texts `true` and `false` count too. For any other value, the result is
   * undefined, and the report has a note unless the setting is absent.
   */
  flag(): boolean | undefined {
    this.#read = true;
    const setting = this.#setting;
    if (setting?.kind === 'boolean') return setting.value;
    const written = setting?.kind === 'text' && ['true', 'false'].includes(setting.text);
    return written ? setting.text === 'true' : this.#refuse(undefined, 'true or false');
  }

  /**
   * The items of this list of texts. A single text counts as a list of one. For any other value, the result is empty.
   */
  texts(): readonly TrackedSetting[] {
    return this.#setting?.kind === 'text' ? [this] : this.items();
  }

  /**
   * The value of a setting that can be `true`, `false` or a list of names, as many of GitLab's can. A single name
   * counts as a list of one. If the setting is absent or its value is unknown, the result is undefined.
   */
  flagOrTexts(): boolean | readonly TrackedSetting[] | undefined {
    if (this.#setting?.kind === 'boolean' || this.unknown) return this.flag();
    return this.absent ? undefined : this.texts();
  }

  /**
   * Adds a note on the setting to the report, unless the report already has the same note. If the setting's value is
   * unknown, the note gives the reason for that instead of `ownReason`.
   */
  note(ownReason: string): void {
    const reason = this.#setting?.kind === 'unknown' ? this.#setting.why : ownReason;
    const known = this.#notes.some((note) => note.setting === this.path && note.reason === reason);
    this.#read = true;
    if (known) return;
    const { line } = this;
    this.#notes.push({ setting: this.path, ...(line === undefined ? {} : { line }), reason });
  }

  /** Suppresses further notes on the setting and on the settings inside it. */
  suppressNotes(): void {
    this.#suppressed = true;
  }

  /** Adds a note for each part of the setting that the translation has not read. */
  noteUnread(): void {
    if (this.absent || this.#suppressed) return;
    if (!this.#touched) this.note('It has no counterpart.');
    else for (const child of this.#children.values()) child.#noteUnreadBelow(this);
  }

  /**
   * Like `noteUnread`, for a setting inside another. If the parent's value was read as a whole, its unread parts need
   * no note.
   */
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
