const evil = 'evil.example';

/** Strings that open redirects are made of; none may ever become a Location. `own` is our origin. */
export function returnToPayloads(own: string): readonly string[] {
  const { host, port } = new URL(own);
  return [
    ...['', ' ', evil, `www.${evil}`, `${evil}/path`, 'path', './path', '../path', '..', '.', '?query', '#fragment'],
    ...manySlashes,
    ...backslashes,
    ...encoded,
    ...whiteSpaceAndControls,
    ...dotSegments,
    ...userinfo(host),
    ...schemes,
    ...origins(own, port),
    ...unicode,
    ...malformed,
    `/${'a'.repeat(1024)}`,
  ];
}

const manySlashes = [
  ...[`//${evil}`, `///${evil}`, `////${evil}`, `/////${evil}`, `//${evil}/`, `//${evil}/path`, `//${evil}?a`],
  ...[`//${evil}#a`, `//${evil}:443`, `//user@${evil}`, '//', '///', `//${evil}//`, `//${evil}/..`, `//${evil}/%2e%2e`],
  ...[`/path//${evil}`, `/path///${evil}`, `//localhost`, `//0/`, `//0x7f.1/`, `//[::1]/`, `//2130706433/`],
];

const backslashes = [
  ...[`/\\${evil}`, `\\/${evil}`, `\\\\${evil}`, `/\\/${evil}`, `/\\\\${evil}`, `\\${evil}`, `\\\\\\${evil}`],
  ...[`//\\${evil}`, `///\\${evil}`, `/\\@${evil}`, `\\/\\/${evil}/`, `/path\\..\\..\\${evil}`, `/path\\${evil}`],
  ...[`https:\\\\${evil}`, `https:/\\${evil}`, `https:\\/${evil}`, `http:\\${evil}`, `/\\\t/${evil}`],
];

const encoded = [
  ...[`/%2f${evil}`, `/%2F${evil}`, `/%2f%2f${evil}`, `%2f%2f${evil}`, `%2F%2F${evil}`, `/%5c${evil}`, `/%5C${evil}`],
  ...[`/%5c%5c${evil}`, `%5c%5c${evil}`, `/%2f/${evil}`, `/%5c/${evil}`, `/path%2f%2f${evil}`, `/path%5c${evil}`],
  ...[`/%09/${evil}`, `/%0a/${evil}`, `/%0d/${evil}`, `/%0d%0aLocation:%20https://${evil}`, `/%00/${evil}`, '/%00'],
  ...['/%7f', '/%1f', `/%2e%2e//${evil}`, '/%2e', '/%2E%2E/', `/.%2e/${evil}`, `https%3a%2f%2f${evil}`],
  ...[`%68ttps://${evil}`, '/%', '/%2', '/%zz', '/%u002f', `/%ff%2f${evil}`, `/%c0%af${evil}%2f`],
];

const whiteSpaceAndControls = [
  ...[`\t//${evil}`, `\n//${evil}`, `\r//${evil}`, `\f//${evil}`, `\v//${evil}`, `\0//${evil}`, ` //${evil}`],
  ...[`/\t/${evil}`, `/\n/${evil}`, `/\r/${evil}`, `/\r\n/${evil}`, `/\f/${evil}`, `/\v/${evil}`, `/\0/${evil}`],
  ...[`/ /${evil}`, `/\u007f/${evil}`, `/\u0085/${evil}`, `/\u00a0/${evil}`, `/\u2028/${evil}`, `/\ufeff/${evil}`],
  ...[` /path`, '/path ', '/pa th', '/path\n', '/path\r\nSet-Cookie: a=b', `h\ttps://${evil}`, `ht\ntps://${evil}`],
  ...[`java\tscript:alert(1)`, `java\nscript:alert(1)`, `\u0001https://${evil}`, `/\u200b/${evil}`, '/path\ttab'],
];

const dotSegments = [
  ...[`/.//${evil}`, `/..//${evil}`, `/./${evil}`, `/../${evil}`, `/.//./${evil}`, `/path/..//${evil}`, '/.', '/..'],
  ...[`/path/../..//${evil}`, `/path/.`, '/path/..', '/path/./x', '/path/../x', `/./../..//${evil}`, `.//${evil}`],
  ...[`..//${evil}`, `./\\${evil}`, `/;/../..//${evil}`],
];

function userinfo(host: string): readonly string[] {
  return [
    ...[`http://${host}@${evil}`, `http://${host}:x@${evil}`, `http://user@${host}/`, `http://user:password@${host}/`],
    ...[`http://${host}%40${evil}`, `http://${host}%2f@${evil}`, `http://@${host}/`, `http://:@${host}/`],
    ...[`http://${host}\\@${evil}`, `http://${host}#@${evil}\\`, `http://${evil}\\@${host}/`, `@${evil}`, `//@${evil}`],
    ...[`https://app.example.com@${evil}`, `https://app.example.com:@${evil}/`, `https://app.example.com\\@${evil}`],
  ];
}

const schemes = [
  ...[`https://${evil}`, `http://${evil}`, `HTTPS://${evil}`, `https:${evil}`, `https:/${evil}`, `https:///${evil}`],
  ...[`http:${evil}`, `http:///${evil}`, `ftp://${evil}`, `ws://${evil}`, `wss://${evil}`, 'file:///etc/passwd'],
  ...['javascript:alert(1)', 'JavaScript:alert(1)', 'javascript://%0aalert(1)', 'javascript:/*/path*/alert(1)'],
  ...['data:text/html,<script>alert(1)</script>', 'data:,x', 'vbscript:x', 'blob:https://app.example.com/x'],
  ...['about:blank', `mailto:a@${evil}`, 'tel:+1', 'view-source:/', ':', '://', `://${evil}`, `:///${evil}`],
];

function origins(own: string, port: string): readonly string[] {
  return [
    ...[
      `${own}.${evil}`,
      `${own}@${evil}`,
      `${own}:80@${evil}`,
      `${own}0/`,
      `http://localhost/`,
      `https://localhost:${port}/`,
    ],
    ...[`http://localhost:1/`, `http://LOCALHOST:${port}/`, `http://127.0.0.1:${port}/`, `http://[::1]:${port}/`],
    ...[
      `http://localhost.:${port}/`,
      `http://localhost:0${port}/`,
      `http://localhost:${port}\\.${evil}`,
      `http:/localhost:${port}/`,
    ],
    ...[
      `${own}//${evil}/..`,
      `${own}/.//${evil}`,
      `${own}/\\${evil}`,
      `${own}\\${evil}`,
      `${own};${evil}`,
      `${own},${evil}`,
    ],
    ...[`https://app.example.com.${evil}`, `https://app.example.comevil`, `https://app.example.com:444/`],
    ...[
      `https://app.example.com:443/`,
      `http://app.example.com/`,
      `https://APP.example.com/`,
      `https://app.example.com./`,
    ],
    ...[
      `https://sub.app.example.com/`,
      `https://example.com/`,
      `https://app.example.com:/`,
      `https://app.example.com//x`,
    ],
    ...[
      `https://app.example.com/.//x`,
      `https://app.example.com/../x`,
      `https://app.example.com/\\x`,
      `https://app.example.com/ x`,
    ],
  ];
}

const unicode = [
  ...[`/\uff0f${evil}`, `\uff0f\uff0f${evil}`, `/\u2215${evil}`, `/\u2044${evil}`, `/\u29f8${evil}`, `/\uff3c${evil}`],
  ...[
    `//evil\u3002example`,
    `//evil\uff0eexample`,
    `//evil\uff61example`,
    `/\u3002\u3002/${evil}`,
    `/\uff0e\uff0e/${evil}`,
  ],
  ...[`https://app\u3002example\u3002com/`, `https://app.example\uff0ecom/`, `https://\u24d0pp.example.com/`, `/päth`],
  ...[`//\u2470.example`, `/\u202e//${evil}`, `/\ud800`, `https://app.example.com\u2100.${evil}`, `/\u2025/${evil}`],
];

const malformed = [
  ...['/<script>', '/"onload="x', "/path'%22<>", '/[x]', '/{x}', '/|x', '/^x', '/`x', '/path?a=<', '/path?a="'],
  ...['/path#<', '/path##', 'http://', 'https://', 'http:', 'https:', `http://[${evil}]/`, `http://${evil}:99999/`],
];
