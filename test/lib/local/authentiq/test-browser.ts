interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A browser for tests: cookies by path for one host, redirects on demand. */
export class Browser {
  #cookies: Cookie[] = [];

  /** One request; follows nothing. */
  async request(url: string | URL, form?: Record<string, string | readonly string[]>): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = this.#cookies
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, accept: 'text/html', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
      ...(form && { method: 'POST', body: encode(form) }),
    });
    for (const line of response.headers.getSetCookie()) this.#store(line);
    return response;
  }

  /** Follows redirects from a URL until a page comes, or until one leads off `origin`; gives where it ended. */
  async follow(url: string | URL, origin: string): Promise<{ url: URL; response?: Response }> {
    let at = new URL(url);
    while (at.origin === origin) {
      const response = await this.request(at);
      const location = response.headers.get('location');
      if (location === null) return { url: at, response };
      await response.body?.cancel();
      at = new URL(location, at);
    }
    return { url: at };
  }

  #store(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const attribute = (wanted: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const expires = attribute('expires');
    if (expires !== undefined && Date.parse(expires) <= Date.now()) return;
    this.#cookies.push({ name, value: pair.slice(at + 1), path });
  }
}

function encode(form: Record<string, string | readonly string[]>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) parameters.append(name, one);
  return parameters;
}
