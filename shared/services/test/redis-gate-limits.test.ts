import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { startBreakable, startServices } from '../src/index.ts';
import { connected, foreignRedis, send } from './support/foreign-redis.ts';
import { until } from './support/processes.ts';

const foreign = foreignRedis();

/** What comes back when these bytes are sent at once and nothing more. */
async function answerTo(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.end(text);
  await once(socket, 'close');
  return answer;
}

describe('the gate', () => {
  it('lets nothing pass that reaches beyond the databases of the run', async () => {
    const { client } = foreign();
    await client.set('precious', '1');
    await using services = await startServices({ redis: true });
    const gate = await connected(services.redis.url);
    const refused = [
      'SHUTDOWN NOSAVE|CONFIG SET maxmemory 1|CONFIG RESETSTAT|CONFIG REWRITE|DEBUG SLEEP 0|MONITOR',
      'REPLICAOF no one|SLAVEOF no one|FAILOVER|ACL SETUSER x|CLUSTER RESET|CLIENT KILL TYPE normal',
      'CLIENT PAUSE 1|CLIENT UNBLOCK 1|CLIENT NO-EVICT on|CLIENT REPLY OFF|CLIENT TRACKING on',
      'SCRIPT FLUSH|SCRIPT KILL|FUNCTION FLUSH|FUNCTION LOAD x|FCALL f 0|SWAPDB 0 1|BGSAVE|SAVE',
      'BGREWRITEAOF|MIGRATE 127.0.0.1 1 k 0 1|PUBLISH a b|SUBSCRIBE a|PSUBSCRIBE *|MODULE LIST',
      'SLOWLOG RESET|LATENCY RESET|MEMORY PURGE|RESET|SYNC|PSYNC a 0|REPLCONF a b',
    ].flatMap((line) => line.split('|'));
    for (const command of refused) {
      await assert.rejects(
        send(gate, ...command.split(' ')),
        /WORKBOOK .* is not let through/,
        command,
      );
    }
    const scripts = [
      ...["'FLUSHALL'", "'FLUSHDB'", "'SELECT', 0", "'SWAPDB', 0, 1", "'PUBLISH', 'a', 'b'"],
      ...["'COPY', 'a', 'b', 'DB', 0", "'MOVE', 'a', 0", "'NOSUCH'", "'XGROUP', 'NOSUCH'"],
    ];
    for (const call of scripts) {
      await assert.rejects(gate.eval(`return redis.call(${call})`), /a script may not use/, call);
      await assert.rejects(gate.eval(`return server.pcall(${call})`), /a script may not use/, call);
    }
    await assert.rejects(gate.flushDb(), /WORKBOOK .* a script may not use/, 'told once more');
    assert.equal(await gate.flushDb(), 'OK', 'and then no more');
    gate.destroy();
    assert.equal(await client.get('precious'), '1');
  });

  it('opens nothing to a client without its own password', async () => {
    await using services = await startServices({ redis: true });
    const { url } = services.redis;
    const { password } = new URL(url);
    const upstream = new URL(foreign().server.info.url).password;
    assert.notEqual(password, upstream);
    const wrong = [
      url.replace(password, 'x'),
      url.replace(password, upstream),
      url.replace(`:${password}`, `other:${password}`),
    ];
    for (const other of wrong) {
      for (const RESP of [2, 3] as const) {
        await assert.rejects(connected(other, { RESP }), /WRONGPASS/, other);
      }
    }
    const before = (await foreign().client.sendCommand(['CLIENT', 'LIST'])) as unknown as string;
    assert.match(
      await answerTo(url, '*1\r\n$4\r\nPING\r\n*1\r\n$8\r\nFLUSHALL\r\n'),
      /^(-NOAUTH [^\r]*\r\n){2}$/,
    );
    assert.match(await answerTo(url, `*1\r\n$99999999\r\n`), /^-ERR Protocol error/);
    assert.match(await answerTo(url, 'POST / HTTP/1.1\r\nHost: x\r\n\r\n'), /^-ERR Protocol error/);
    assert.match(await answerTo(url, 'PING\r\n'), /^-ERR Protocol error/);
    const list = (await foreign().client.sendCommand(['CLIENT', 'LIST'])) as unknown as string;
    assert.equal(list.split('\n').length, before.split('\n').length);
    const right = await connected(url);
    await assert.rejects(send(right, 'AUTH', 'x'), /WRONGPASS/);
    assert.equal(await send(right, 'AUTH', password), 'OK');
    assert.match(String(await send(right, 'CLIENT', 'INFO')), / user=default /);
    right.destroy();
  });

  it('ends its connections with those of the server, and after its restart writes nothing', async () => {
    await using server = await startBreakable('redis');
    process.env.REDIS_URL = server.info.url;
    try {
      await using services = await startServices({ redis: true });
      const gate = await connected(services.redis.url);
      await gate.set('a', '1');
      await server.halt();
      await assert.rejects(gate.get('a'), /Socket closed|closed/);
      await server.start();
      const foreigner = await connected(server.info.url);
      await until('the gate is connected again', async () =>
        String(await send(foreigner, 'CLIENT', 'LIST')).includes(' name=workbook:'),
      );
      const again = await connected(services.redis.url);
      assert.equal(await again.get('a'), null);
      await assert.rejects(again.set('a', '2'), /is not claimed by this run any more/);
      again.destroy();
      assert.equal(await send(foreigner, 'EXISTS', 'a'), 0);
      foreigner.destroy();
    } finally {
      process.env.REDIS_URL = foreign().server.info.url;
    }
  });
});
