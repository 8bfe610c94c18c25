import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { createClient } from 'redis';
import { type BreakableService, startBreakable } from '../src/index.ts';
import './support/own-folder.ts';
import { isRunning, runFolders, supervised, untilNothingIsLeft } from './support/processes.ts';

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** One command on a connection of its own. It is given up after a moment. */
async function redis(url: string, ...command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false, socketTimeout: 200 } });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

async function endsWithout(service: BreakableService): Promise<void> {
  const processes = supervised(process.pid);
  assert.ok(processes.some(isRunning));
  await service[Symbol.asyncDispose]();
  assert.deepEqual(runFolders(), []);
  await untilNothingIsLeft(processes);
}

describe('startBreakable', () => {
  it('lets PostgreSQL be away and come back, at the same address and with its data', async () => {
    await using postgres = await startBreakable('postgres');
    const { url } = postgres.info;
    await sql(url, 'create table kept as select 42 as answer');
    await postgres.halt();
    await assert.rejects(sql(url, 'select 1'), { code: 'ECONNREFUSED' });
    await postgres.start();
    assert.deepEqual(await sql(url, 'select answer from kept'), [42]);
    await endsWithout(postgres);
  });

  it('lets Redis come back, and come back empty', async () => {
    await using server = await startBreakable('redis');
    const { url } = server.info;
    await redis(url, 'SET', 'key', 'value');
    await server.halt();
    await assert.rejects(redis(url, 'PING'), { code: 'ECONNREFUSED' });
    await server.start();
    assert.equal(await redis(url, 'GET', 'key'), null);
    await endsWithout(server);
  });

  it('lets Redis be silent for a while, and forget nothing', async () => {
    await using server = await startBreakable('redis');
    const { url } = server.info;
    await redis(url, 'SET', 'key', 'value');
    await server.freeze();
    await assert.rejects(redis(url, 'GET', 'key'));
    await server.thaw();
    assert.equal(await redis(url, 'GET', 'key'), 'value');
  });

  it('takes an order for done when it is, and halts a server that is frozen', async () => {
    await using server = await startBreakable('redis');
    await server.start();
    await server.freeze();
    await server.halt();
    await server.halt();
    await server.start();
    assert.equal(await redis(server.info.url, 'PING'), 'PONG');
  });

  it('leaves nothing behind of a server that is halted or frozen', async () => {
    const halted = await startBreakable('redis');
    await halted.halt();
    await endsWithout(halted);
    const frozen = await startBreakable('redis');
    await frozen.freeze();
    await endsWithout(frozen);
  });
});
