import { once } from 'node:events';
import type { Socket } from 'node:net';
import { loginIn, loginNeeded } from './login.ts';
import { ProtocolError, type Request, requestsIn } from './requests.ts';
import { type Shared, Translator } from './translator.ts';
import { openUpstream } from './upstream.ts';

/**
 * Serves one client of the gate until either side hangs up. Before it has given the gate's password,
 * the gate answers by itself, and opens nothing. After that, whatever the client is told comes from the
 * server, so all answers come in their order: what the gate has to say itself, it lets the server say.
 */
export async function serveClient(client: Socket, shared: Shared): Promise<void> {
  let upstream: Socket | undefined;
  client.on('error', () => {});
  client.once('close', () => upstream?.destroy());
  try {
    const chunks = client.iterator({ destroyOnReturn: false });
    const requests = requestsIn(chunks, () => upstream !== undefined);
    const rest = await login(client, requests, shared.password);
    if (!rest) return void client.end();
    const real = await shared.claims.realOf(0);
    upstream = await openUpstream(shared.url, real);
    if (client.destroyed) return void upstream.destroy();
    upstream.on('error', () => client.destroy());
    upstream.pipe(client);
    const translator = new Translator(shared, real);
    await send(upstream, await translator.translate(rest));
    for await (const more of requests) await send(upstream, await translator.translate(more));
    upstream.end();
  } catch (error) {
    const isSpoken = error instanceof ProtocolError && !upstream;
    if (isSpoken) client.end(`-ERR Protocol error: ${error.message}\r\n`);
    else client.destroy();
    upstream?.destroy();
  }
}

/** Answers until the password is given. Resolves with the commands from there on, or undefined at the end. */
async function login(
  client: Socket,
  requests: AsyncGenerator<readonly Request[]>,
  password: string,
): Promise<readonly Request[] | undefined> {
  for (;;) {
    const { value, done } = await requests.next();
    if (done) return undefined;
    for (const [i, { args }] of value.entries()) {
      const given = loginIn(args);
      const refusal = given ? given.refusal(password) : loginNeeded;
      if (refusal === undefined) return value.slice(i);
      client.write(`-${refusal}\r\n`);
    }
  }
}
async function send(upstream: Socket, bytes: Buffer): Promise<void> {
  if (!upstream.write(bytes))
    await Promise.race([once(upstream, 'drain'), once(upstream, 'close')]);
}
