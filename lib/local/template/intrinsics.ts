import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { accountId, region } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { asArray, asObject, asString } from '../json.ts';
import type { Assembly, Stack, TemplateOutput } from './assembly.ts';
import type { Resolve } from './resolve.ts';
import type { ResourceNames } from './resource-names.ts';

type Intrinsic = (argument: unknown, stack: Stack) => unknown;

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * Creates the resolver of CloudFormation's intrinsic functions in all stacks of an assembly (CloudFormation: "Intrinsic
 * function reference"). For a function or reference that it does not know, the resolver throws `LocalFailure` instead
 * of guessing a value.
 */
export function createResolver(assembly: Assembly, names: ResourceNames): Resolve {
  const text = (value: unknown, stack: Stack): string => asString(resolve(value, stack), `A value in ${stack.name}`);

  const reference = (name: string, stack: Stack): unknown => {
    const pseudo = pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    if (name === 'AWS::StackName') return stack.name;
    const resource = stack.resources.get(name);
    if (resource !== undefined) return names.ref(resource, resolve);
    throw new LocalFailure(`${stack.name} refers to ${name}, which the local run does not know.`);
  };

  const attribute = (name: string, path: string, stack: Stack): unknown => {
    const resource = stack.resources.get(name);
    if (resource !== undefined) return names.attribute(resource, path, resolve);
    throw new LocalFailure(`${stack.name} refers to ${name}.${path}, but has no such resource.`);
  };

  const output = (isWanted: (output: TemplateOutput, stack: Stack) => boolean, what: string): unknown => {
    for (const producer of assembly.stacks) {
      const found = producer.outputs.find((candidate) => isWanted(candidate, producer));
      if (found !== undefined) return resolve(found.value, producer);
    }
    throw new LocalFailure(`${what}, which no stack outputs.`);
  };

  const intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (argument, stack) => reference(asString(argument, 'The argument of Ref'), stack),
    'Fn::GetAtt': (argument, stack) => {
      const parts =
        typeof argument === 'string' ? argument.split('.') : asArray(argument, 'The argument of Fn::GetAtt');
      const [name, ...path] = parts.map((part) => asString(part, 'A part of Fn::GetAtt'));
      return attribute(name ?? '', path.join('.'), stack);
    },
    'Fn::Join': (argument, stack) => {
      const [separator, values] = asArray(argument, 'The argument of Fn::Join');
      const parts = asArray(resolve(values, stack), 'The values of Fn::Join');
      return parts.map((part) => asString(part, 'A value of Fn::Join')).join(asString(separator, 'The separator'));
    },
    'Fn::Sub': (argument, stack) => {
      const [template, variables] = typeof argument === 'string' ? [argument] : asArray(argument, 'Fn::Sub');
      return substitute(asString(template, 'The text of Fn::Sub'), asObject(variables ?? {}, 'Fn::Sub'), stack);
    },
    'Fn::ImportValue': (argument, stack) => {
      const wanted = text(argument, stack);
      const isWanted = ({ exportName }: TemplateOutput, exporter: Stack): boolean =>
        exportName !== undefined && resolve(exportName, exporter) === wanted;
      return output(isWanted, `${stack.name} imports ${wanted}`);
    },
    'Fn::GetStackOutput': (argument, stack) => {
      const { StackName, OutputName } = asObject(argument, 'The argument of Fn::GetStackOutput');
      const [producer, name] = [text(StackName, stack), text(OutputName, stack)];
      const isWanted = (candidate: TemplateOutput, { name: stackName }: Stack): boolean =>
        stackName === producer && candidate.name === name;
      return output(isWanted, `${stack.name} refers to ${name} of ${producer}`);
    },
  };

  const substitute = (template: string, variables: JsonObject, stack: Stack): string =>
    template.replace(/\$\{(!?)([^{}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (Object.hasOwn(variables, name)) return text(variables[name], stack);
      const [resource = '', ...path] = name.split('.');
      const value = path.length === 0 ? reference(name, stack) : attribute(resource, path.join('.'), stack);
      return asString(value, `\${${name}} in ${stack.name}`);
    });

  const resolve: Resolve = (value, stack) => {
    if (Array.isArray(value)) return value.map((member) => resolve(member, stack));
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && isIntrinsicName(only[0])) {
      const intrinsic = Object.hasOwn(intrinsics, only[0]) ? intrinsics[only[0]] : undefined;
      if (intrinsic !== undefined) return intrinsic(only[1], stack);
      throw new LocalFailure(
        `${stack.name} uses ${only[0]}, which the local run does not know: add it to lib/local/template/intrinsics.ts.`,
      );
    }
    return Object.fromEntries(entries.map(([key, member]) => [key, resolve(member, stack)]));
  };
  return resolve;
}

function isIntrinsicName(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}
