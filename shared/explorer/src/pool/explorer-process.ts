import { createHash } from 'node:crypto';
import { controlledSessions } from '../control/postgres/controlled-session.ts';
import { ExplorationError, SchemaChanged } from '../model/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { Executor } from '../search/executor.ts';
import type { Finding } from '../search/finding.ts';
import type { OpenScenario } from './explorer-pool.ts';
import type { Answer, Question } from './messages.ts';
import { OneCore } from './one-core.ts';

/** A process of an `ExplorerPool`: it executes one run after the other, as it is asked. */

interface Opened {
  readonly scenario: Scenario<unknown> & Partial<AsyncDisposable>;
  readonly executor: Executor<unknown>;
  readonly core?: OneCore;
}

let opened: Opened | undefined;

async function open({
  module,
  subject,
  urls,
  options,
  at,
  onOneCore,
}: Extract<Question, { kind: 'open' }>): Promise<void> {
  const { openScenario } = (await import(module)) as {
    openScenario?: OpenScenario<unknown, unknown>;
  };
  if (typeof openScenario !== 'function') {
    throw new ExplorationError(
      `${module} must export a function openScenario(subject, urls), and does not`,
    );
  }
  const { postgresUrl, redisUrl } = urls;
  const scenario = await openScenario(subject, urls);
  const executor = await Executor.open(scenario, {
    ...options,
    postgresUrl,
    redisUrl,
  });
  opened = { scenario, executor };
  await executor.warmUp();
  // The first process is given the first schedule.
  executor.workBesideOthers({ isFirst: at === 0 });
  const sessions = onOneCore ? await executor.sessions() : undefined;
  if (!sessions) return;
  const core = new OneCore(at, sessions.database);
  await core.keep(sessions.pids);
  opened = { ...opened, core };
}

async function close(): Promise<void> {
  const { scenario, executor } = opened ?? {};
  opened = undefined;
  await scenario?.[Symbol.asyncDispose]?.();
  await executor?.[Symbol.asyncDispose]();
}

async function answerTo(question: Question): Promise<unknown> {
  if (question.kind === 'open') return open(question);
  if (question.kind === 'close') return close();
  const { executor, core } = opened ?? {};
  if (!executor) throw new ExplorationError('no scenario is open in this process');
  if (question.kind === 'renew') return executor.renewInstances();
  if (question.kind === 'take-time') return executor.takeTime();
  if (question.kind === 'execute-all-sends') return executor.executeAllSends();
  if (question.kind === 'know') return executor.know(question.learnt);
  if (question.kind === 'confirm') return executor.confirm(question.finding);
  const finding = await executor.find(question.branch);
  // A run that went wrong has left new sessions.
  void core?.keepThoseThatLast(controlledSessions().map(({ pid }) => pid));
  return finding && { ...finding, impossible: finding.impossible.map(shortened) };
}

/** Ways to begin are long, and need only be told apart. */
function shortened([beginning, orders]: Finding['impossible'][number]): [string, number] {
  return [createHash('sha256').update(beginning).digest('base64url').slice(0, 24), orders];
}

async function answer(question: Question): Promise<Answer> {
  try {
    return { value: await answerTo(question) };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const { learnt } = error instanceof SchemaChanged ? error : {};
    return { error: { name: kindOf(error), message, learnt } };
  }
}

function kindOf(error: unknown): string {
  return error instanceof ExplorationError ? error.name : 'Error';
}

async function answersTo(questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of questions) answers.push(await answer(question));
  return answers;
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (questions: readonly Question[]) => {
  last = last.then(async () => process.send?.(await answersTo(questions)));
});
// The pool is gone, and will not ask again.
process.on('disconnect', () => process.exit());
