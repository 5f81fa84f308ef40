/** A surviving mutant, and why it is no gap in the tests. Consecutive white space counts as one space. */
export interface Accepted {
  /** Path from the top of the tree. */
  readonly file: string;
  /** The line in which it begins. */
  readonly line: string;
  /** Code that the mutant replaces. */
  readonly original: string;
  readonly replacement: string;
  /** One sentence. */
  readonly reason: string;
}

/** Stryker's replacements of an empty string and an empty list. */
const [text, list] = ['"Stryker was here!"', '["Stryker was here"]'];

/** The surviving mutants. `npm run mutation` fails unless these are exactly the run's survivors. */
export const accepted: readonly Accepted[] = [
  {
    file: 'functions/core/accounts/email-domain.ts',
    line: "const { email = '' } = profile;",
    original: "''",
    replacement: text,
    reason: 'The next lines return unless there is a verified domain, and so an address: the default is not read.',
  },
  {
    file: 'functions/core/accounts/policy.ts',
    line: 'if (domain !== undefined && rules.autoApprove.includes(domain)) {',
    original: 'domain !== undefined',
    replacement: 'true',
    reason: 'No list of strings includes undefined: the condition is redundant, except for the compiler.',
  },
  {
    file: 'functions/core/accounts/policy.ts',
    line: "const { email = '' } = user.profile;",
    original: "''",
    replacement: text,
    reason: 'The lines before return unless both profiles have the same email address: the default is not read.',
  },
  ...["'active'", "'deactivated'"].map((state) => ({
    file: 'functions/core/accounts/states.ts',
    line: `case ${state}:`,
    original: state,
    replacement: '""',
    reason: 'A state without a case returns undefined too; the compiler checks that no case is missing.',
  })),
  {
    file: 'functions/core/sessions/keyring.ts',
    line: "const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);",
    original: "'utf8'",
    replacement: '""',
    reason: 'Node.js defaults to UTF-8.',
  },
  {
    file: 'functions/core/sessions/keyring.ts',
    line: "const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });",
    original: '{ authTagLength: tagBytes }',
    replacement: '{}',
    reason:
      'Defence in depth: an earlier check refuses values shorter than all parts, so no tag is shorter than 16 bytes.',
  },
  {
    file: 'functions/core/sessions/keyring.ts',
    line: '} catch {',
    original:
      '{ // The tag does not match: the value was changed or belongs elsewhere. That is an answer, not a failure. return undefined; }',
    replacement: '{}',
    reason: 'A function without a return statement returns undefined too.',
  },
  {
    file: 'functions/core/oidc/authorization-response.ts',
    line: 'if (response.iss === undefined || !issuers.includes(response.iss)) {',
    original: 'response.iss === undefined',
    replacement: 'false',
    reason: 'No list of strings includes undefined: the condition is redundant, except for the compiler.',
  },
  {
    file: 'functions/core/oidc/client-auth/client-assertion.ts',
    line: "if (!isAsymmetric(algorithm)) return { header: { alg: algorithm }, signer: createSecretKey(key.secret, 'utf8') };",
    original: "'utf8'",
    replacement: '""',
    reason: 'Node.js defaults to UTF-8.',
  },
  ...[
    'const payload = await payloadBy(() => compactVerify(token, key, { algorithms: [algorithm] }));',
    'return (await compactVerify(token, createLocalJWKSet(set), { algorithms: [algorithm] })).payload;',
  ].map((line) => ({
    file: 'functions/core/oidc/jws.ts',
    line,
    original: '{ algorithms: [algorithm] }',
    replacement: '{}',
    reason:
      'Defence in depth: an earlier check compares the header’s algorithm with the pinned one, and jose uses the header’s.',
  })),
  ...[
    ['expires', 'if (expires !== undefined && now / 1000 > expires + toleranceSeconds) {'],
    [
      'issued',
      "if (issued !== undefined && issued > latest) throw refuseToken('iat', 'the token was issued in the future');",
    ],
    [
      'notBefore',
      "if (notBefore !== undefined && notBefore > latest) throw refuseToken('nbf', 'the token is not valid yet');",
    ],
  ].map(([time, line = '']) => ({
    file: 'functions/core/oidc/id-token/times.ts',
    line,
    original: `${time} !== undefined`,
    replacement: 'true',
    reason: 'No comparison with undefined is true: the condition is redundant, except for the compiler.',
  })),
  {
    file: 'functions/core/oidc/jws.ts',
    line: 'const several = error instanceof errors.JWKSMultipleMatchingKeys ? error : [];',
    original: '[]',
    replacement: list,
    reason: 'A string is no key: it verifies nothing, like an empty list.',
  },
  {
    file: 'functions/core/oidc/jws.ts',
    line: '} catch {',
    original:
      "{ // Another key's signature, or a key that is too weak or broken to be used: the next one may do. return undefined; }",
    replacement: '{}',
    reason: 'A function without a return statement returns undefined too.',
  },
  {
    file: 'functions/core/oidc/logout-token.ts',
    line: "if (expires !== undefined && now > expires + toleranceSeconds) throw refuseToken('exp', 'the token has expired');",
    original: 'expires !== undefined',
    replacement: 'true',
    reason: 'No comparison with undefined is true: the condition is redundant, except for the compiler.',
  },
  ...['asymmetricKeyDetails?.namedCurve', 'asymmetricKeyDetails?.modulusLength'].map((original) => ({
    file: 'functions/core/oidc/client-auth/private-key.ts',
    line: original.endsWith('Curve')
      ? "if (curve !== undefined) return curve === (type === 'ec' ? asymmetricKeyDetails?.namedCurve : type);"
      : "return type === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;",
    original,
    replacement: original.replace('?', ''),
    reason: 'Node.js has the details of every EC and RSA key; its types make them optional for secret keys.',
  })),
  {
    file: 'functions/core/oidc/client-auth/private-key.ts',
    line: "const members = required[jwk.kty ?? ''] ?? [];",
    original: "''",
    replacement: text,
    reason: 'Node.js sets the type of every key; its types make it optional.',
  },
  {
    file: 'functions/core/oidc/client-auth/private-key.ts',
    line: "const members = required[jwk.kty ?? ''] ?? [];",
    original: '[]',
    replacement: list,
    reason: 'Only keys of the three types get here, and none has a member of that name.',
  },
  {
    file: 'functions/core/oidc/pushed-request.ts',
    line: "if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds <= 0) {",
    original: "typeof seconds !== 'number'",
    replacement: 'false',
    reason:
      'A value that is not a number is no safe integer either; the compiler needs the first condition for the third.',
  },
  {
    file: 'functions/core/oidc/scopes.ts',
    line: "const [, name = text, modifiers = ''] = /^(.+)~([rs]{1,2})$/.exec(text) ?? [];",
    original: '[]',
    replacement: list,
    reason: 'The first element is skipped, as it is in a match.',
  },
  {
    file: 'functions/core/oidc/sign-jwt.ts',
    line: "if (algorithm.startsWith('RS')) return { padding: constants.RSA_PKCS1_PADDING };",
    original: '{ padding: constants.RSA_PKCS1_PADDING }',
    replacement: '{}',
    reason: 'This is the default padding of Node.js.',
  },
  {
    file: 'functions/core/oidc/apple-user.ts',
    line: "const name = parseObject(singleParameter(parameters, 'user') ?? '')?.['name'];",
    original: "''",
    replacement: text,
    reason: 'Neither string is JSON, so neither contains a name.',
  },
  {
    file: 'functions/core/oidc/userinfo.ts',
    line: 'const vouching = [...(fromSigned ? [signed] : []), ...(merged[claim] === userinfo[claim] ? [userinfo] : [])];',
    original: '[]',
    replacement: list,
    reason: 'A string has no claims, and vouches for nothing.',
  },
];
