/** A request that looks like `Request` to the `@azure/functions` library and costs little until a part is used. */

export class LiteRequest {
  readonly method: string;
  readonly #target: string;
  readonly #readHeaders: () => Record<string, string>;
  readonly #bytes: Buffer | undefined;
  #url: string | undefined;
  #headers: Headers | undefined;
  #whole: Request | undefined;
  #used = false;

  constructor(
    target: string,
    method: string,
    readHeaders: () => Record<string, string>,
    bytes: Buffer | undefined,
  ) {
    this.#target = target;
    this.method = method;
    this.#readHeaders = readHeaders;
    this.#bytes = bytes;
  }

  get url(): string {
    this.#url ??= new URL(this.#target).href;
    return this.#url;
  }

  get headers(): Headers {
    this.#headers ??= new Headers(this.#readHeaders());
    return this.#headers;
  }

  get bodyUsed(): boolean {
    return this.#used || (this.#whole?.bodyUsed ?? false);
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#request().body;
  }

  async text(): Promise<string> {
    if (this.#whole !== undefined) return this.#whole.text();
    return this.#take()
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#whole !== undefined) return this.#whole.arrayBuffer();
    return Uint8Array.from(this.#take()).buffer;
  }

  async blob(): Promise<Blob> {
    return this.#request().blob();
  }

  async formData(): Promise<FormData> {
    return this.#request().formData();
  }

  clone(): Request {
    return this.#request().clone();
  }

  /** A body can be read once; there is always an empty one where none was sent. */
  #take(): Buffer {
    if (this.#used) throw new TypeError('Body is unusable: Body has already been read');
    this.#used = this.#bytes !== undefined;
    return this.#bytes ?? Buffer.alloc(0);
  }

  /** The real `Request`, for the seldom used parts; as much read as this one. */
  #request(): Request {
    if (this.#whole !== undefined) return this.#whole;
    const whole = new Request(this.url, {
      method: this.method,
      headers: this.headers,
      ...(this.#bytes === undefined ? {} : { body: Uint8Array.from(this.#bytes) }),
    });
    // What was read is known already; the real one is locked by reading it, too.
    if (this.#used) void whole.arrayBuffer();
    this.#whole = whole;
    return whole;
  }
}
