import { dirname, join } from 'node:path';
import { type Expression, type Program, parseSync } from 'oxc-parser';

/** Constants of a module: the initialiser of each top-level `const`, and each named import. */
export interface Module {
  readonly file: string;
  readonly program: Program;
  readonly constants: ReadonlyMap<string, Expression>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

/** Reads the text of a source file. */
export type ReadSource = (file: string) => string;

/**
 * Parses a TypeScript file.
 * @throws If the file is not TypeScript.
 */
export function parseModule(file: string, read: ReadSource): Module {
  const { program, module, errors } = parseSync(file, read(file));
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  const imports = module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(
      ({ importName, localName }) =>
        [localName.value, { file: join(dirname(file), moduleRequest.value), name: importName.name ?? '' }] as const,
    ),
  );
  return { file, program, constants: new Map(program.body.flatMap(constantsOf)), imports: new Map(imports) };
}

function constantsOf(statement: Program['body'][number]): (readonly [string, Expression])[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return [];
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && init !== null ? [[id.name, init] as const] : [],
  );
}

/**
 * The text of a constant expression; of a regular expression its pattern.
 * @returns undefined if the expression is not constant.
 */
export function constantText(expression: Expression, module: Module, read: ReadSource): string | undefined {
  switch (expression.type) {
    case 'Literal':
      if ('regex' in expression) return expression.regex.pattern;
      return typeof expression.value === 'string' ? expression.value : undefined;
    case 'TemplateLiteral':
      return templateText(expression, module, read);
    case 'Identifier':
      return namedText(expression.name, module, read);
    case 'MemberExpression':
      return !expression.computed && expression.property.name === 'source'
        ? constantText(expression.object, module, read)
        : undefined;
    default:
      return undefined;
  }
}

function templateText(
  { quasis, expressions }: Extract<Expression, { type: 'TemplateLiteral' }>,
  module: Module,
  read: ReadSource,
): string | undefined {
  const inserted = expressions.map((expression) => constantText(expression, module, read));
  if (inserted.includes(undefined)) return undefined;
  return quasis.map(({ value }, index) => `${value.cooked ?? ''}${inserted[index] ?? ''}`).join('');
}

function namedText(name: string, module: Module, read: ReadSource): string | undefined {
  const constant = module.constants.get(name);
  if (constant !== undefined) return constantText(constant, module, read);
  const imported = module.imports.get(name);
  if (imported === undefined || !imported.file.endsWith('.ts')) return undefined;
  return namedText(imported.name, parseModule(imported.file, read), read);
}
