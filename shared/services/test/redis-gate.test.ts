import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RESP_TYPES } from 'redis';
import { startServices } from '../src/index.ts';
import { type Client, connected, foreignRedis, send } from './support/foreign-redis.ts';

foreignRedis();

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
      // A key that only the server can find, in bytes that are not text.
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

    it('hides its marker from clients that list keys, scripts included', async () => {
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
