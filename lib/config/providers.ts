import type { Field } from './field.ts';
import { type DeclaredProvider, type ProviderContext, readProvider } from './provider.ts';

/** A Lambda function's environment (4 KB) holds an ARN per provider. */
const mostProviders = 20;

/** Reads the list of providers: at least one, and names that tell them apart. */
export function readDeclaredProviders(field: Field, context: ProviderContext): readonly DeclaredProvider[] {
  const items = field.items();
  if (field.absent || (Array.isArray(field.value) && (items.length === 0 || items.length > mostProviders))) {
    field.refuse(`It must be a list of 1 to ${mostProviders} providers.`);
    return [];
  }
  const taken = new Set<string>();
  return items.map((item) => {
    const provider = readProvider(item, context);
    // Output names in the template have no hyphens, so these would not tell `a-b` from `ab`.
    const plain = provider.settings.name.replaceAll('-', '');
    if (plain !== '' && taken.has(plain)) {
      item.refuse(
        'Provider names must differ in more than hyphens: rename one.',
        `the name ${provider.settings.name} again`,
      );
    }
    taken.add(plain);
    return provider;
  });
}

/**
 * Reads a setting that is true, false or a list of provider names, as GitLab's are.
 * @param declared names of the declared providers; `true` stands for all of them, an absent key for none
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
  const known = declared.length === 0 ? 'none are declared' : `the declared ones are ${declared.join(', ')}`;
  return field.string((value) => declared.includes(value), `It must be the name of a provider: ${known}.`);
}
