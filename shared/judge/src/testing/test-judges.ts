import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { after } from 'node:test';
import { loadCourse } from '@workbook/course';
import type { Services } from '@workbook/services';
import type { Report } from '../judging/judge.ts';
import { judgesSideBySide, startServicesFor } from '../workers/how-many.ts';
import { JudgePool } from '../workers/judge-pool.ts';

/** What races are judged with. */
export interface Judges {
  readonly services: Services;
  readonly pool: JudgePool;
}

interface Shared {
  started?: Promise<Judges>;
  readonly stack: AsyncDisposableStack;
}

const sharedByStep = new Map<string, Shared>();

/**
 * The judges of the tests of one step: with the servers that it and the steps before it need. They
 * start when the first test asks for them, serve all test files of the process, and end with it.
 * Call it where tests are declared, not inside of one.
 */
export function testJudges(number: string): () => Promise<Judges> {
  const known = sharedByStep.get(number);
  const shared: Shared = known ?? { stack: new AsyncDisposableStack() };
  if (!known) {
    sharedByStep.set(number, shared);
    after(() => shared.stack.disposeAsync());
  }
  return () => {
    shared.started ??= start(number, shared.stack);
    return shared.started;
  };
}

/**
 * Runs no race twice on the same code. A search that has found nothing was not stopped by anything: it
 * answers a question for all orders, and one for the first that fails.
 */
class RememberingPool extends JudgePool {
  readonly #reports = new Map<string, Promise<Report>>();

  override async judge(...[job, ...rest]: Parameters<JudgePool['judge']>): Promise<Report> {
    const { stopAtFirst = false, ...options } = job.options;
    const same = JSON.stringify([job.race, await codeOf(job.file), job.version, options]);
    const [question, other] = [`${same} ${stopAtFirst}`, `${same} ${!stopAtFirst}`];
    const known = await this.#reports.get(other)?.catch(() => undefined);
    if (known?.exploration.verdict === 'prevented') return known;
    const report = this.#reports.get(question) ?? super.judge(job, ...rest);
    this.#reports.set(question, report);
    return report;
  }
}

/** The same for the same code in another folder: a lesson and a test each take out a protection. */
async function codeOf(file: string): Promise<string> {
  const hash = createHash('sha256').update(basename(file));
  const entries = await readdir(dirname(file), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort())
    hash.update(`\0${relative(file, path)}\0`).update(await readFile(path));
  return hash.digest('hex');
}

async function start(number: string, stack: AsyncDisposableStack): Promise<Judges> {
  const course = await loadCourse();
  const services = stack.use(await startServicesFor(course.filter((one) => one.number <= number)));
  return { services, pool: stack.use(new RememberingPool(services, { size: judgesSideBySide() })) };
}
