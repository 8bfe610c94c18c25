import { after, afterEach, before } from 'node:test';
import { createClient, RESP_TYPES } from 'redis';
import { type BreakableService, startBreakable } from '../../src/index.ts';
import './own-folder.ts';

export type Client = Awaited<ReturnType<typeof connected>>;

/** A connection that is made once, and fails instead of being made again. */
export async function connected(url: string, options: { RESP?: 2 | 3 } = {}) {
  const client = createClient({ url, ...options, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Sends a command as it is, from words and bytes. */
export function send(client: Client, ...args: (string | Buffer)[]): Promise<unknown> {
  return client.sendCommand(args) as Promise<unknown>;
}

/** All that a server holds: for each of its 16 databases the keys, and each key's value byte for byte. */
export async function contentsOf(foreigner: Client): Promise<Record<string, string>[]> {
  const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
  const databases: Record<string, string>[] = [];
  for (let number = 0; number < 16; number += 1) {
    await foreigner.select(number);
    const content: Record<string, string> = {};
    const keys = (await foreigner.sendCommand(['KEYS', '*'], asBytes)) as unknown as Buffer[];
    for (const key of keys) {
      const value = (await foreigner.sendCommand(['DUMP', key], asBytes)) as unknown as Buffer;
      content[key.toString('latin1')] = value.toString('hex');
    }
    databases.push(content);
  }
  return databases;
}

/** A server that REDIS_URL names and that other clients use too. It is emptied after each test. */
export interface Foreign {
  readonly server: BreakableService;
  /** The connection of another client to it. */
  readonly client: Client;
}

/** Starts the server before the tests of a file. To be called where tests are declared. */
export function foreignRedis(): () => Foreign {
  let foreign: Foreign | undefined;
  before(async () => {
    const server = await startBreakable('redis');
    foreign = { server, client: await connected(server.info.url) };
    process.env.REDIS_URL = server.info.url;
  });
  afterEach(async () => {
    await foreign?.client.flushAll();
    // A database that another client has selected is the last that is claimed.
    await foreign?.client.select(0);
  });
  after(async () => {
    delete process.env.REDIS_URL;
    foreign?.client.destroy();
    await foreign?.server[Symbol.asyncDispose]();
  });
  return () => {
    if (!foreign) throw new Error('the tests have not begun');
    return foreign;
  };
}
