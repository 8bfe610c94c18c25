import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RESP_TYPES } from 'redis';
import { startBreakable, startServices } from '../src/index.ts';
import { type Client, connected, foreignRedis, send } from './support/foreign-redis.ts';
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

const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };

for (const RESP of [2, 3] as const) {
  describe(`the gate before a Redis, by RESP${RESP}`, () => {
    let services: Awaited<ReturnType<typeof start>>;
    let gate: Client;
    const start = () => startServices({ redis: true });
    // The server is emptied after each test, so each begins with a gate of its own.
    beforeEach(async () => {
      services = await start();
      gate = await connected(services.redis.url, { RESP });
    });
    afterEach(async () => {
      gate?.destroy();
      await services?.[Symbol.asyncDispose]();
    });

    it('answers in order, what it refuses included', async () => {
      const answers = await Promise.allSettled([
        gate.set('a', '1'),
        send(gate, 'PUBLISH', 'channel', 'x'),
        gate.get('a'),
        gate.keys('*'),
        gate.select(3),
        gate.get('a'),
        send(gate, 'NOSUCHCOMMAND'),
        gate.eval('return ARGV[1]', { arguments: ['x'] }),
      ]);
      assert.deepEqual(
        answers.map((one) =>
          one.status === 'fulfilled' ? one.value : one.reason.message.slice(0, 16),
        ),
        ['OK', 'WORKBOOK the Red', '1', ['a'], undefined, null, 'ERR unknown comm', 'x'],
      );
    });

    it('keeps many commands of many keys in order', async () => {
      const numbers = Array.from({ length: 3000 }, (_, i) => String(i));
      await Promise.all(numbers.map((number) => gate.set(`key:${number}`, number)));
      const values = await Promise.all(numbers.map((number) => gate.get(`key:${number}`)));
      assert.deepEqual(values, numbers);
      assert.equal(await gate.dbSize(), 3000);
      assert.equal(await gate.flushDb(), 'OK');
      assert.equal(await gate.dbSize(), 0);
    });

    it('passes bytes and large values as they are', async () => {
      const large = Buffer.alloc(1 << 20, Buffer.from([0, 13, 10, 255, 36, 42]));
      const key = Buffer.from([255, 0, 13, 10]);
      await gate.set(key, large);
      const value = await gate.sendCommand(['GET', key], asBytes);
      assert.deepEqual(value, large);
      const dump = (await gate.sendCommand(['DUMP', key], asBytes)) as unknown as Buffer;
      await send(gate, 'RESTORE', 'restored', '0', dump);
      assert.equal(await gate.strLen('restored'), large.length);
      // A key that only the server can find, in bytes that are no text.
      await gate.rPush('list', ['2', '1']);
      await send(gate, 'SORT', 'list', 'STORE', key);
      assert.deepEqual(await gate.flushDb(), 'OK');
    });

    it('lets transactions be', async () => {
      await gate.watch('a');
      const done = await gate.multi().set('a', '1').incr('a').copy('a', 'b', { DB: 2 }).exec();
      assert.deepEqual(done, ['OK', 2, 1]);
      await gate.watch('a');
      const other = await connected(services.redis.url);
      await other.set('a', '9');
      other.destroy();
      await assert.rejects(gate.multi().set('a', '3').exec(), /watched keys/);
      await assert.rejects(gate.multi().set('a', '3').select(4).exec());
      assert.equal(await gate.get('a'), '3', 'and the database is still the same');
      await assert.rejects(gate.flushDb(), /SELECT INSIDE MULTI is not let through/);
    });

    it('counts up to 16 databases, by their own numbers', async () => {
      await gate.set('key', '0');
      await gate.copy('key', 'copy', { DB: 15 });
      await gate.move('key', 7);
      const seventh = await connected(services.redis.url.replace(/\/0$/, '/7'), { RESP });
      assert.deepEqual(await seventh.keys('*'), ['key']);
      seventh.destroy();
      await gate.select(15);
      assert.deepEqual(await gate.keys('*'), ['copy']);
      await assert.rejects(gate.select(16), /^ERR DB index is out of range|out of range/);
      await assert.rejects(send(gate, 'COPY', 'copy', 'x', 'DB', '16'), /out of range/);
      assert.equal(await gate.exists('copy'), 1);
    });

    it('hides its marker from those who list keys, scripts included', async () => {
      assert.deepEqual(await gate.keys('*'), []);
      assert.equal(await gate.dbSize(), 0);
      assert.equal(await gate.randomKey(), null);
      assert.deepEqual((await gate.scan('0')).keys, []);
      assert.deepEqual(await gate.eval("return redis.call('KEYS', '*')"), []);
      await gate.set('a', '1');
      assert.equal(await gate.randomKey(), 'a');
      assert.deepEqual((await gate.scan('0', { MATCH: '*', COUNT: 100 })).keys, ['a']);
      await assert.rejects(gate.del('workbook:claim'), /^\w*Error: WORKBOOK|WORKBOOK/);
    });

    it('runs scripts, also those that are known by their SHA-1', async () => {
      const script =
        '-- a comment\nredis.call("SET", KEYS[1], ARGV[1])\nreturn redis.call("GET", KEYS[1])';
      const evaluated = await gate.eval(script, { keys: ['k'], arguments: ['v'] });
      assert.equal(evaluated, 'v');
      const sha = await gate.scriptLoad('return {KEYS[1], ARGV[1]}');
      assert.deepEqual(await gate.evalSha(sha, { keys: ['k'], arguments: ['v'] }), ['k', 'v']);
      assert.deepEqual(await gate.scriptExists([sha, 'f'.repeat(40)]), [1, 0]);
      await assert.rejects(gate.evalSha('f'.repeat(40)), /^.*NOSCRIPT/);
      const flagged = '#!lua flags=no-writes\nreturn redis.call("GET", KEYS[1])';
      assert.equal(await gate.eval(flagged, { keys: ['k'] }), 'v');
      assert.equal(await gate.evalRo(flagged, { keys: ['k'] }), 'v');
      assert.equal(await gate.eval('(function() return 1 end)() return 2'), 2);
      await assert.rejects(gate.eval('return 1 +\n'), /user_script:2/);
      const caught = "local t = redis.pcall('INCR', KEYS[1]) return t.err";
      assert.match((await gate.eval(caught, { keys: ['k'] })) as string, /not an integer/);
      assert.equal(await gate.flushDb(), 'OK');
    });
  });
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

  it('opens nothing to those without its own password', async () => {
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
