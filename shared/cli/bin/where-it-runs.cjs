/**
 * Where the workbook runs, and what it says elsewhere. Plain JavaScript that any Node understands: the
 * program asks before anything else runs. docs/where-it-runs.md is a table of `systems`.
 */
'use strict';

var fs = require('fs');
var os = require('os');

var byNpm = 'by `npm ci`';
var ownRedis = '`redis-server` or `valkey-server`, or `REDIS_URL`';

/** In this order, the first whose `fits` says yes is where this is. */
exports.systems = [
  {
    name: 'Windows itself',
    fits: function (facts) {
      return facts.platform === 'win32';
    },
    runs: false,
    processors: 'any',
    postgres: 'no',
    redis: 'no',
    instead: 'use WSL 2, or the dev container',
  },
  {
    name: 'macOS',
    fits: function (facts) {
      return facts.platform === 'darwin' && isUsual(facts.arch);
    },
    runs: true,
    processors: 'x64, arm64',
    postgres: byNpm,
    redis: '`brew install redis`, or `REDIS_URL`',
    instead: '',
  },
  {
    name: 'Linux with musl, such as Alpine',
    fits: function (facts) {
      return facts.platform === 'linux' && facts.isMusl;
    },
    runs: false,
    processors: 'any',
    postgres: 'no: not built for musl',
    redis: ownRedis,
    instead:
      'use a Linux with glibc, such as the dev container, or set DATABASE_URL to a PostgreSQL server',
  },
  {
    name: 'WSL 2',
    fits: function (facts) {
      return facts.platform === 'linux' && isUsual(facts.arch) && /microsoft/i.test(facts.release);
    },
    runs: true,
    processors: 'x64, arm64',
    postgres: byNpm,
    redis: 'as on its Linux',
    instead: '',
  },
  {
    name: 'Debian, Ubuntu and their like',
    fits: function (facts) {
      return facts.platform === 'linux' && isUsual(facts.arch) && facts.hasApt;
    },
    runs: true,
    processors: 'x64, arm64',
    postgres: byNpm,
    redis: "the distribution's, fetched at the first start of step 08, or one of your own",
    instead: '',
  },
  {
    name: 'any other Linux with glibc',
    fits: function (facts) {
      return facts.platform === 'linux' && isUsual(facts.arch);
    },
    runs: true,
    processors: 'x64, arm64',
    postgres: byNpm,
    redis: ownRedis,
    instead: '',
  },
  {
    name: 'any other system or processor',
    fits: function () {
      return true;
    },
    runs: false,
    processors: 'any',
    postgres: 'no: not built for it',
    redis: ownRedis,
    instead:
      'use a system that docs/where-it-runs.md names, or set DATABASE_URL to a PostgreSQL server',
  },
];

function isUsual(arch) {
  return arch === 'x64' || arch === 'arm64';
}

/** The one of `systems` that the facts are of. */
exports.systemOf = function (facts) {
  return exports.systems.filter(function (system) {
    return system.fits(facts);
  })[0];
};

/**
 * Why the workbook does not run there, and what to do instead; undefined where it runs. With a PostgreSQL of the user's
 * own it may run where npm has none.
 */
exports.obstacleIn = function (facts) {
  var system = exports.systemOf(facts);
  if (system.runs) return undefined;
  if (facts.platform === 'win32')
    return { finding: 'Windows itself is not supported', fix: system.instead };
  if (facts.hasOwnPostgres) return undefined;
  var where = facts.isMusl ? 'musl' : facts.platform + ' on ' + facts.arch;
  return { finding: 'npm has no PostgreSQL for ' + where, fix: system.instead };
};

/** The same in one sentence without a full stop. */
exports.whyNot = function (facts) {
  var obstacle = exports.obstacleIn(facts);
  return obstacle && obstacle.finding + ': ' + obstacle.fix;
};

/** The facts of this machine. */
exports.factsHere = function () {
  return {
    platform: process.platform,
    arch: process.arch,
    isMusl: exports.isMusl(textOf('/usr/bin/ldd'), loaderNames()),
    release: os.release(),
    hasApt: fs.existsSync('/usr/bin/apt-get'),
    hasOwnPostgres: Boolean(process.env.DATABASE_URL) || process.env.SERVICES === 'containers',
  };
};

/** Whether the C library is musl: `ldd` says so, or else the names in /lib do. Both may be installed. */
exports.isMusl = function (ldd, loaders) {
  if (ldd !== '') return /musl/.test(ldd);
  return loaders.some(function (name) {
    return /^ld-musl-/.test(name);
  });
};

function textOf(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'latin1').slice(0, 4096) : '';
}

function loaderNames() {
  return fs.existsSync('/lib') ? fs.readdirSync('/lib') : [];
}
