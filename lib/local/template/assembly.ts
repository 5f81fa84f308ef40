import { join, resolve } from 'node:path';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asObject, asString } from '../json.ts';
import { readJson } from '../json-file.ts';

/** A resource of a synthesised template. */
export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The construct's path in the app, if the template has it; otherwise the logical ID. */
  readonly path: string;
}

/** An output of a template. Intrinsic functions in its values are not resolved yet. */
export interface TemplateOutput {
  readonly name: string;
  /** Name under which the output is exported; undefined if it is not exported. */
  readonly exportName: unknown;
  readonly value: unknown;
}

/** A synthesised stack: the content of its template, and the directories of its assets. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Outputs, which other stacks may refer to. */
  readonly outputs: readonly TemplateOutput[];
  /** Directory of each asset, by the S3 object key under which `cdk deploy` would upload the asset. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A cloud assembly (the output of CDK's synthesis). The local run knows nothing else about the app. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** All resources of a type, in all stacks. */
  ofType(type: string): readonly Resource[];
}

/** Reads a cloud assembly (`cdk.out`). Throws `LocalFailure` if the directory does not contain one. */
export function readAssembly(directory: string): Assembly {
  const manifest = readObject(join(directory, 'manifest.json'));
  const artifacts = Object.entries(asObject(manifest['artifacts'], 'artifacts of the manifest'));
  const stacks = artifacts.flatMap(([id, artifact]) => {
    const { type, properties, displayName } = asObject(artifact, `artifact ${id}`);
    if (type !== 'aws:cloudformation:stack') return [];
    const { templateFile, stackName } = asObject(properties, `artifact ${id}`);
    const file = asString(templateFile, `template of ${id}`);
    return [readStack(String(stackName ?? displayName ?? id), join(directory, file), directory)];
  });
  return {
    stacks,
    ofType: (type) => stacks.flatMap((stack) => [...stack.resources.values()].filter((found) => found.type === type)),
  };
}

function readStack(name: string, templateFile: string, directory: string): Stack {
  const template = readObject(templateFile);
  const resources = new Map<string, Resource>();
  const stack: Stack = {
    name,
    resources,
    outputs: readOutputs(template),
    assets: readAssets(templateFile.replace(/\.template\.json$/, '.assets.json'), directory),
  };
  for (const [logicalId, value] of Object.entries(asObject(template['Resources'] ?? {}, `Resources of ${name}`))) {
    const { Type, Properties, Metadata } = asObject(value, logicalId);
    resources.set(logicalId, {
      stack,
      logicalId,
      type: asString(Type, `type of ${logicalId}`),
      properties: asObject(Properties ?? {}, `properties of ${logicalId}`),
      path: String((isObject(Metadata) ? Metadata['aws:cdk:path'] : undefined) ?? logicalId),
    });
  }
  return stack;
}

function readOutputs(template: JsonObject): readonly TemplateOutput[] {
  return Object.entries(asObject(template['Outputs'] ?? {}, 'Outputs')).map(([name, output]) => {
    const { Value, Export } = asObject(output, `output ${name}`);
    return { name, value: Value, exportName: isObject(Export) ? Export['Name'] : undefined };
  });
}

function readAssets(file: string, directory: string): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  for (const asset of Object.values(asObject(readObject(file)['files'] ?? {}, file))) {
    const { source, destinations } = asObject(asset, file);
    const path = asObject(source, file)['path'];
    if (typeof path !== 'string') continue;
    for (const destination of Object.values(asObject(destinations, file))) {
      assets.set(asString(asObject(destination, file)['objectKey'], file), resolve(directory, path));
    }
  }
  return assets;
}

function readObject(file: string): JsonObject {
  const value = readJson(file);
  if (value === undefined) throw new LocalFailure(`${file} is missing in the cloud assembly.`);
  return asObject(value, file);
}
