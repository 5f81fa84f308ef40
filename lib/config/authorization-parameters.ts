import type { Field } from './field.ts';
import { readFormatted } from './preset-format.ts';
import type { Preset } from './presets.ts';
import { clientSecretRemedy } from './refused-secrets.ts';
import { isScope } from './scope.ts';

/** Settings of a provider's authorization request. */
interface AuthorizationSettings {
  readonly scope: string;
  readonly authorizationParameters: Readonly<Record<string, string>>;
}

const scopeRemedy =
  'It must be scope values separated by single spaces, without duplicates, each with at most one modifier of ~r, ~s, ~rs (~s only on email and phone, which can be verified): "aq:name email~rs".';
const prompts = ['none', 'login', 'consent', 'select_account'];
const displays = ['page', 'popup', 'touch', 'wap'];
// Only Authentiq defines `modal`. The other values are OpenID Connect's (Core 1.0 section 3.1.2.1).
const displayChoices = [...displays, 'modal'];

/**
 * Authorization request parameters that `args` may not set: those that Postern sets at each login, and those that would
 * replace them, such as `request_uri`.
 */
export const protocolParameters: ReadonlySet<string> = new Set([
  'client_id',
  'client_assertion',
  'client_assertion_type',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'dpop_jkt',
  'grant_type',
  'id_token_hint',
  'nonce',
  'redirect_uri',
  'registration',
  'request',
  'request_uri',
  'response_type',
  'state',
]);
const parameterName = /^[A-Za-z][\w.:-]{0,63}$/;
const parameterValue = /^[^\p{C}]{1,1024}$/u;

/** Reads a provider's `args`: scope and other authorization request parameters (OpenID Connect Core 1.0 section 3.1.2.1). */
export function readAuthorization(args: Field, preset: Preset): AuthorizationSettings {
  let { scope } = preset;
  const parameters: [string, string][] = [];
  for (const [name, field] of (args.absent ? undefined : args.entries()) ?? []) {
    if (name === 'scope') {
      scope = readFormatted(field, isScope, scopeRemedy, preset.scopeFormat);
    } else {
      parameters.push([name, readParameter(name, field)]);
    }
  }
  return { scope, authorizationParameters: Object.fromEntries(parameters) };
}

function readParameter(name: string, field: Field): string {
  switch (name) {
    case 'prompt':
      return field.string(isPrompt, `It must be one or more of ${prompts.join(', ')}, with none only by itself.`);
    case 'display':
      return field.oneOf(displayChoices, 'page');
    case 'max_age':
      return String(field.integer(0, Number.MAX_SAFE_INTEGER, 'seconds', 0));
    default:
      return readOtherParameter(name, field);
  }
}

function isPrompt(value: string): boolean {
  const parts = value.split(' ');
  return parts.every((part) => prompts.includes(part)) && (parts.length === 1 || !parts.includes('none'));
}

function readOtherParameter(name: string, field: Field): string {
  const problem = parameterNameProblem(name);
  if (problem !== undefined) {
    field.refuse(problem, 'a parameter that cannot be set here');
    return '';
  }
  return field.string((value) => parameterValue.test(value), 'It must be a string of 1 to 1024 printable characters.');
}

function parameterNameProblem(name: string): string | undefined {
  if (name === 'response_mode') {
    return "Use the provider's key responseMode instead.";
  }
  if (protocolParameters.has(name)) {
    return 'Remove it: Postern sets the protocol parameters itself.';
  }
  if (!parameterName.test(name)) {
    return 'Remove it: a parameter name begins with a letter and has only letters, digits and _ . : -';
  }
  return clientSecretRemedy(name);
}
