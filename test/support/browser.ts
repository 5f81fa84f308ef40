/** A cookie that the browser keeps. */
export interface StoredCookie {
  readonly host: string;
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A form's fields; a list stands for a field that is there several times. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** A browser for tests: cookies by host and path, redirects on demand. */
export class Browser {
  #cookies: readonly StoredCookie[] = [];

  /** The cookies that it has now. */
  get cookies(): readonly StoredCookie[] {
    return this.#cookies;
  }

  /** Another browser with the cookies that this one has now, such as a tab restored from a crash. */
  clone(): Browser {
    const clone = new Browser();
    clone.#cookies = this.#cookies;
    return clone;
  }

  /** Sets or replaces a cookie for a host's every path. */
  setCookie(host: string, name: string, value: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.host !== host || cookie.name !== name);
    this.#cookies = [...this.#cookies, { host, name, value, path: '/' }];
  }

  /** One request, a POST where a form is given. Follows nothing. `headers` add to a browser's own or replace them. */
  async request(url: string | URL, form?: Form, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: this.#cookieHeader(new URL(url)),
        accept: 'text/html',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
        ...headers,
      },
      ...(form && { method: 'POST', body: encodeForm(form) }),
    });
    const { hostname } = new URL(url);
    for (const line of response.headers.getSetCookie()) this.#store(hostname, line);
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

  #cookieHeader({ hostname, pathname }: URL): string {
    return this.#cookies
      .filter(({ host, path }) => host === hostname && isUnder(pathname, path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #store(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const attribute = (wanted: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const others = this.#cookies.filter(
      (cookie) => cookie.host !== host || cookie.name !== name || cookie.path !== path,
    );
    const expires = attribute('expires');
    const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
    this.#cookies = gone ? others : [...others, { host, name, value: pair.slice(at + 1), path }];
  }
}

function isUnder(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function encodeForm(form: Form): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) parameters.append(name, one);
  return parameters;
}
