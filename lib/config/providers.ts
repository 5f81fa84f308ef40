import type { Field } from './field.ts';
import { type DeclaredProvider, type ProviderContext, readProvider } from './provider.ts';

/**
 * Maximum number of providers. A Lambda function's environment variables, at most 4 KB in total, include the ARN of
 * each provider's secret.
 */
const maxProviders = 20;

/** Reads the list of providers in the block: at least one, with distinct names. */
export function readDeclaredProviders(field: Field, context: ProviderContext): readonly DeclaredProvider[] {
  const items = field.items();
  if (field.absent || (Array.isArray(field.value) && (items.length === 0 || items.length > maxProviders))) {
    field.refuse(`It must be a list of 1 to ${maxProviders} providers.`);
    return [];
  }
  const names = new Set<string>();
  return items.map((item) => {
    const provider = readProvider(item, context);
    // A provider's name is part of CloudFormation output names, which cannot have hyphens. So two names that differ
    // only in hyphens, such as `a-b` and `ab`, are refused.
    const plain = provider.settings.name.replaceAll('-', '');
    if (plain !== '' && names.has(plain)) {
      item.refuse(
        'Provider names must differ in more than hyphens: rename one.',
        `a second provider named ${provider.settings.name}`,
      );
    }
    names.add(plain);
    return provider;
  });
}

/**
 * Reads a key that is true, false or a list of provider names, as in GitLab.
 * @param declared Names of the declared providers. `true` means all of them; `false` or an absent key means none.
 */
export function readProviderNames(field: Field, declared: readonly string[]): readonly string[] {
  if (field.absent || field.value === false) {
    return [];
  }
  if (field.value === true) {
    return declared;
  }
  if (!Array.isArray(field.value)) {
    field.refuse('It must be true, false or a list of provider names.');
    return [];
  }
  return field.items().map((item) => readProviderName(item, declared));
}

/** Reads the name of a declared provider. */
export function readProviderName(field: Field, declared: readonly string[]): string {
  const known = declared.length === 0 ? 'no provider is declared' : `the declared ones are ${declared.join(', ')}`;
  return field.string((value) => declared.includes(value), `It must be the name of a declared provider: ${known}.`);
}
