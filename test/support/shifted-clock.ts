/**
 * Environment variables with which a Node.js process sees another time than its machine: the clock that `Date` reads is
 * ahead by these seconds, or behind by as many if negative.
 */
export function clockAheadBy(seconds: number): { readonly NODE_OPTIONS: string } {
  const code = `const Real = Date, by = ${seconds * 1000};
globalThis.Date = class Date extends Real {
  constructor(...args) { args.length === 0 ? super(Real.now() + by) : super(...args); }
  static now() { return Real.now() + by; }
};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}
