/** Characters with a meaning in HTML text or in a quoted attribute value, and what stands for them. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that needs no escaping. The class is not exported as a value: only the `html` tag can make one. */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/** What may stand in a template: `undefined` gives nothing, an array gives its items one after the other. */
export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/**
 * A template tag for HTML. Every interpolated value is escaped, so that it is safe as text and inside a quoted
 * attribute; results of the tag itself are taken as they are.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(fixed.map((part, index) => part + render(values[index])).join(''));
}

function render(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
