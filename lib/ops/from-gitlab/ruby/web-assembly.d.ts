/** The part of WebAssembly that the parser is run with: TypeScript declares it in its library for browsers only. */
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
