import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getContainerRuntimeClient } from 'testcontainers';
import { inspectServices, ServiceUnavailable, startServices } from '../src/index.ts';
import './support/own-folder.ts';
import { runFolders, supervised } from './support/processes.ts';

const names = ['DATABASE_URL', 'REDIS_URL', 'SERVICES'] as const;
afterEach(() => {
  for (const name of names) delete process.env[name];
});

/** The rejection must be one sentence for a person, without the password. */
function oneSentence(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ServiceUnavailable, String(error));
    assert.match(error.message, pattern);
    assert.doesNotMatch(error.message, /\n|s3cret/);
    return true;
  };
}

describe('DATABASE_URL', () => {
  it('is used instead of a server of our own', async () => {
    await using own = await startServices({ postgres: true });
    process.env.DATABASE_URL = own.postgres.url;
    const named = await startServices({ postgres: true });
    assert.equal(new URL(named.postgres.url).host, new URL(own.postgres.url).host);
    assert.equal(named.postgres.source, 'url');
    assert.equal(named.postgres.version, own.postgres.version);
    await named[Symbol.asyncDispose]();
    assert.equal(runFolders().length, 1, 'a server that is not ours is not stopped');
  });

  it('that no server answers at, that refuses us or that makes no sense is one clear sentence', async () => {
    await using own = await startServices({ postgres: true });
    const { password, host } = new URL(own.postgres.url);
    const wrong: [url: string, pattern: RegExp][] = [
      ['postgres://me:s3cret@127.0.0.1:1/x', /127\.0\.0\.1:1, cannot .*ECONNREFUSED.*unset DATAB/],
      ['postgres://me:s3cret@no.invalid/x', /no\.invalid, cannot be used \(.*ENOTFOUND/],
      [own.postgres.url.replace(password, 's3cret'), /password authentication failed/],
      [`${own.postgres.url}s`, new RegExp(`${host}, .*database "postgress" does not exist`)],
      ['mysql://me:s3cret@127.0.0.1/x', /not of the form postgres:\/\/user:password@host/],
      ['s3cret', /not of the form/],
    ];
    for (const [url, pattern] of wrong) {
      process.env.DATABASE_URL = url;
      await assert.rejects(startServices({ postgres: true }), oneSentence(pattern), url);
    }
  });
});

describe('REDIS_URL', () => {
  it('is used instead of a server of our own', async () => {
    await using own = await startServices({ redis: true });
    process.env.REDIS_URL = own.redis.url;
    await using named = await startServices({ redis: true });
    assert.equal(named.redis.source, 'url');
    assert.equal(named.redis.version, own.redis.version);
    assert.equal(runFolders().length, 1, 'no second server is started');
    const { password } = new URL(own.redis.url);
    assert.ok(
      !named.redis.url.includes(password),
      'a gate with a password of its own stands before it',
    );
  });

  it('that no server answers at, that refuses us or that makes no sense is one clear sentence', async () => {
    await using own = await startServices({ redis: true });
    const { password } = new URL(own.redis.url);
    const wrong: [url: string, pattern: RegExp][] = [
      ['redis://:s3cret@127.0.0.1:1', /127\.0\.0\.1:1, cannot .*ECONNREFUSED.*unset REDIS_URL/],
      [own.redis.url.replace(password, 's3cret'), /WRONGPASS/],
      ['http://:s3cret@127.0.0.1', /not of the form redis:\/\/:password@host/],
    ];
    for (const [url, pattern] of wrong) {
      process.env.REDIS_URL = url;
      await assert.rejects(startServices({ redis: true }), oneSentence(pattern), url);
    }
  });
});

const engine = await getContainerRuntimeClient().then(
  () => true,
  () => false,
);

describe('SERVICES', () => {
  it('must be a word that means something', async () => {
    process.env.SERVICES = 'docker';
    const pattern = /^SERVICES must be "containers" or unset, got "docker"$/;
    await assert.rejects(startServices({ postgres: true }), oneSentence(pattern));
    await assert.rejects(startServices({ redis: true }), oneSentence(pattern));
    await assert.rejects(inspectServices(), oneSentence(pattern));
  });

  it('=containers without a container engine is one clear sentence', {
    skip: engine && 'a container engine answers here',
  }, async () => {
    process.env.SERVICES = 'containers';
    // It goes before the urls: a user who asks for containers gets them or an answer.
    process.env.DATABASE_URL = 'postgres://127.0.0.1:1/x';
    const pattern = /^SERVICES=containers needs a container engine, and none answers: start Docker/;
    await assert.rejects(startServices({ postgres: true }), oneSentence(pattern));
    await assert.rejects(startServices({ redis: true }), oneSentence(pattern));
  });

  it('=containers takes both from containers', {
    skip: !engine && 'no container engine answers here',
  }, async () => {
    process.env.SERVICES = 'containers';
    await using services = await startServices({ postgres: true, redis: true });
    assert.equal(services.postgres.source, 'containers');
    assert.match(services.postgres.version, /^18\./);
    assert.equal(services.redis.source, 'containers');
    assert.match(services.redis.version, /^8\./);
  });
});

describe('inspectServices()', () => {
  it('says which place would serve and why the rest would not, and starts nothing', async () => {
    const { postgres, redis, folders } = await inspectServices();
    assert.deepEqual(
      postgres.rungs.map(({ source, usable }) => [source, usable]),
      [
        ['containers', false],
        ['url', false],
        ['embedded', true],
      ],
    );
    assert.match(postgres.chosen?.finding ?? '', /^PostgreSQL 18\.\d/);
    assert.deepEqual(
      redis.rungs.map(({ source }) => source),
      ['containers', 'url', 'system', 'distribution'],
    );
    await using services = await startServices({ redis: true });
    assert.equal(redis.chosen?.source, services.redis.source);
    for (const { freeBytes } of folders) assert.ok(freeBytes > 0);
    assert.equal(supervised(process.pid).length, 2, 'the Redis that this test started, alone');
  });

  it('names a url that is set but wrong as chosen, because nothing takes its place', async () => {
    process.env.DATABASE_URL = 'postgres://me:s3cret@127.0.0.1:1/x';
    const { postgres } = await inspectServices();
    assert.equal(postgres.chosen?.source, 'url');
    assert.equal(postgres.chosen?.usable, false);
    assert.match(postgres.chosen?.finding ?? '', /ECONNREFUSED/);
    assert.doesNotMatch(JSON.stringify(postgres), /s3cret/);
  });
});

describe('startServices({})', () => {
  it('starts nothing', async () => {
    await using services = await startServices({});
    assert.equal(services.postgres, undefined);
    assert.equal(services.redis, undefined);
    assert.deepEqual(supervised(process.pid), []);
  });
});
