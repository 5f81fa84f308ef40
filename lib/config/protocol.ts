import { idTokenAlgorithms, type ProviderSettings } from '../../functions/core/names.ts';
import type { Preset } from '../presets.ts';
import type { Field } from './field.ts';

/** The keys that say how the protocol is spoken with a provider. */
export const protocolKeys = [
  'idTokenSignedResponseAlg',
  'tokenEndpointAuthMethod',
  'responseMode',
  'userinfo',
] as const;
type ProtocolKey = (typeof protocolKeys)[number];

/** Values that people may well expect, and what to do instead. */
interface Refused {
  readonly values: readonly string[];
  readonly cure: string;
}
const neverAccepted: Readonly<Partial<Record<ProtocolKey, Refused>>> = {
  idTokenSignedResponseAlg: {
    values: ['none'],
    cure: 'An unsigned ID token proves nothing: name the algorithm that the provider signs with.',
  },
  tokenEndpointAuthMethod: {
    values: ['private_key_jwt', 'client_secret_jwt'],
    cure: 'It is not available in this version: register client_secret_basic or client_secret_post.',
  },
};

/** Reads how the protocol is spoken with a provider; what is left out is the preset's, and so is all of a fixed one. */
export function readProtocol(key: (name: ProtocolKey) => Field, preset: Preset): Pick<ProviderSettings, ProtocolKey> {
  const read = <Name extends ProtocolKey>(name: Name, choices: readonly ProviderSettings[Name][]) =>
    readChoice(key(name), preset.fixed === true ? [preset[name]] : choices, preset[name], neverAccepted[name]);
  return {
    idTokenSignedResponseAlg: read('idTokenSignedResponseAlg', idTokenAlgorithms),
    tokenEndpointAuthMethod: read('tokenEndpointAuthMethod', ['client_secret_basic', 'client_secret_post']),
    responseMode: read('responseMode', ['query', 'form_post']),
    userinfo: read('userinfo', ['auto', 'always', 'never']),
  };
}

function readChoice<Choice extends string>(
  field: Field,
  choices: readonly Choice[],
  own: Choice,
  refused: Refused | undefined,
): Choice {
  if (refused?.values.some((value) => value === field.value)) {
    field.refuse(refused.cure);
    return own;
  }
  return field.oneOf(choices, own);
}
