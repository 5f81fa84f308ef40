/**
 * The part of WebAssembly's API with which Ruby's parser is run. It is declared here, because TypeScript declares it
 * only in its library for browsers.
 */
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array<ArrayBuffer>);
    static imports(module: Module): readonly { readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, () => number>>>>);
    readonly exports: Exports;
  }
  type Exports = Readonly<Record<string, unknown>>;
}
