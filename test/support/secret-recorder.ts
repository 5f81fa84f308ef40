import { Browser, type Form } from './browser.ts';
import type { Misbehaviour } from './programmable-provider/index.ts';

/** Remembers, over whole journeys, what only those may know whom it is for, and what was said to others. */
export class SecretRecorder {
  /** Codes, tokens, secrets, verifiers and values of cookies. */
  readonly secrets = new Set<string>();
  /** Where our own answers lead. */
  readonly locations: string[] = [];
  /** What people and programs are told where something is refused. */
  readonly refusals: string[] = [];

  /** Remembers it, if it is there. */
  add(secret: unknown): void {
    if (typeof secret === 'string' && secret !== '') this.secrets.add(secret);
  }

  /** What a provider does, with what it is sent and what it gives out remembered. It knows every client. */
  recording(misbehaviour: Misbehaviour = {}): Misbehaviour {
    return {
      ...misbehaviour,
      client: async (form) => {
        for (const name of ['code', 'code_verifier', 'client_secret']) this.add(form.get(name));
        return true;
      },
      tokens: async (tokens, grant) => {
        this.add(tokens['access_token']);
        this.add(tokens['id_token']);
        return (await misbehaviour.tokens?.(tokens, grant)) ?? tokens;
      },
    };
  }

  /** A browser of which every cookie, refusal and redirect at our address is remembered. */
  browser(baseUrl: string): Browser {
    return new RecordedBrowser(this, new URL(baseUrl).origin);
  }
}

class RecordedBrowser extends Browser {
  readonly #recorder: SecretRecorder;
  readonly #origin: string;

  constructor(recorder: SecretRecorder, origin: string) {
    super();
    this.#recorder = recorder;
    this.#origin = origin;
  }

  override async request(
    url: string | URL,
    form?: Form,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const response = await super.request(url, form, headers);
    if (new URL(url).origin !== this.#origin) return response;
    for (const { value } of this.cookies) this.#recorder.add(value);
    this.#recorder.locations.push(response.headers.get('location') ?? '');
    if (response.status >= 400) this.#recorder.refusals.push(await response.clone().text());
    return response;
  }
}
