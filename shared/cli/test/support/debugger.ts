import { SourceMap } from 'node:module';

/** Where code stands, as it was written. Lines are counted from 1. */
export interface Place {
  readonly source: string;
  readonly line: number;
}

interface Script {
  readonly url: string;
  readonly scriptId: string;
  readonly sourceMapURL: string;
}

interface Frame {
  readonly callFrameId: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

/** As much of a debugger as an editor has: it knows code by its source maps. */
export class Debugger implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: never) => void>();
  readonly #scripts = new Map<string, Script>();
  #pause = Promise.withResolvers<Frame>();
  #frame: Frame | undefined;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))));
  }

  /** Attaches to the process that listens at `address`, which stands still until `go`. */
  static async attach(address: string): Promise<Debugger> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const session = new Debugger(socket);
    await session.#ask('Runtime.enable');
    await session.#ask('Debugger.enable');
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
  }

  async go(): Promise<void> {
    await this.#ask('Runtime.runIfWaitingForDebugger');
  }

  /** Resolves when the code stands still. */
  async pausedAt(): Promise<Place> {
    this.#frame = await this.#pause.promise;
    this.#pause = Promise.withResolvers();
    const { scriptId, lineNumber, columnNumber } = this.#frame.location;
    const script = this.#scripts.get(scriptId) as Script;
    const entry = mapOf(script)?.findEntry(lineNumber, columnNumber);
    if (!entry || !('originalSource' in entry)) return { source: script.url, line: lineNumber + 1 };
    return { source: urlOf(entry.originalSource, script), line: entry.originalLine + 1 };
  }

  async resume(): Promise<void> {
    await this.#ask('Debugger.resume');
  }

  /** What an expression is where the code stands. */
  async evaluate(expression: string): Promise<unknown> {
    const { callFrameId } = this.#frame as Frame;
    const params = { callFrameId, expression, returnByValue: true };
    const { result } = await this.#ask<{ result: { value: unknown } }>(
      'Debugger.evaluateOnCallFrame',
      params,
    );
    return result.value;
  }

  /** Stops at a line of what was written, in every script that comes of it. */
  async setBreakpoint(source: string, line: number): Promise<void> {
    for (const script of this.#scripts.values()) {
      const map = mapOf(script);
      if (!map?.payload.sources.some((one) => urlOf(one, script) === source)) continue;
      const { scriptSource } = await this.#ask<{ scriptSource: string }>(
        'Debugger.getScriptSource',
        { scriptId: script.scriptId },
      );
      const lineNumber = scriptSource.split('\n').findIndex((text, i) => {
        const entry = map.findEntry(i, text.search(/\S/));
        return 'originalLine' in entry && entry.originalLine + 1 === line;
      });
      const location = { scriptId: script.scriptId, lineNumber };
      await this.#ask('Debugger.setBreakpoint', { location });
    }
  }

  #ask<Result>(method: string, params: object = {}): Promise<Result> {
    this.#asked += 1;
    const id = this.#asked;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #hear({ id, result, method, params }: Heard): void {
    if (id !== undefined) this.#answers.get(id)?.(result as never);
    if (method === 'Debugger.scriptParsed') this.#scripts.set(params.scriptId, params);
    if (method === 'Debugger.paused') this.#pause.resolve(params.callFrames[0] as Frame);
  }
}

interface Heard {
  readonly id?: number;
  readonly result?: unknown;
  readonly method?: string;
  readonly params: Script & { readonly callFrames: readonly Frame[] };
}

function mapOf({ sourceMapURL }: Script): SourceMap | undefined {
  const [, data] = sourceMapURL.split('base64,');
  return data === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()));
}

/** The address of a source as a debugger finds it: from where its script is. */
function urlOf(source: string, { url }: Script): string {
  return new URL(source, url).href;
}
