import {
  type ClientPlan,
  type Judgement,
  type Move,
  type PreparedRun,
  type PrepareOptions,
  type RunRecord,
  replay,
  type Scenario,
} from '@workbook/explorer';
import { type Answer, ask } from './ask.ts';
import { type Heard, takeNotices } from './heard.ts';
import { LeftOut } from './left-out.ts';
import type { Permutation, Spec } from './spec.ts';
import type { SpecDatabase } from './spec-database.ts';
import { formatTable } from './table.ts';
import { type Launched, transcribe } from './transcript.ts';

/** Clients are single letters. */
const maxSessions = 26;

/**
 * Runs one permutation on the explorer's engine and returns what `isolationtester` would have
 * printed. Each session is a client; its set-up is its first operation, its steps are the rest, and
 * the permutation is the schedule.
 *
 * Throws `LeftOut` when the set-up fails or the run does not finish, and what `replay` throws.
 */
export async function runPermutation(
  spec: Spec,
  permutation: Permutation,
  database: SpecDatabase,
): Promise<string> {
  if (spec.sessions.length > maxSessions)
    throw new LeftOut(`it has more than ${maxSessions} sessions`);
  const scenario = new SpecScenario(spec, permutation, database);
  const { outcome } = await replay(scenario, scenario.schedule, {
    postgresUrl: database.url,
    leaveToServer: true,
    // What a session hears is printed when its own step is done.
    mayEscape: ({ kind }) => kind === 'message',
    maxTurns: scenario.schedule.length + 1,
  });
  return outcome;
}

class SpecScenario implements Scenario {
  readonly #spec: Spec;
  readonly #permutation: Permutation;
  readonly #database: SpecDatabase;
  /** What each session's client was answered: to its set-up, if it has one, and to each step. */
  readonly #answers: Answer[][];
  #setUp = '';

  constructor(spec: Spec, permutation: Permutation, database: SpecDatabase) {
    this.#spec = spec;
    this.#permutation = permutation;
    this.#database = database;
    this.#answers = spec.sessions.map(() => []);
  }

  /** Every client begins and does its set-up, in the order of the sessions; then the permutation. */
  get schedule(): Move[] {
    const setUp = this.#spec.sessions.flatMap(({ setup }, session) =>
      setup === undefined ? [session] : [session, session],
    );
    const steps = this.#permutation.map(({ step }) => step.session);
    return [...setUp, ...steps].map((session) => ({ client: letter(session) }));
  }

  async prepare(options: PrepareOptions): Promise<PreparedRun> {
    await this.#database.connect(options);
    this.#setUp = '';
    for (const sql of this.#spec.setups) {
      this.#setUp += lastTable(expectSuccess(await ask(this.#database.control, sql)));
    }
    return {
      clients: this.#spec.sessions.map((_, session) => this.#client(session)),
      judge: (run) => this.#judge(run),
    };
  }

  #client(session: number): ClientPlan {
    const { name, setup } = this.#spec.sessions[session] as Spec['sessions'][number];
    const own = this.#permutation.filter(({ step }) => step.session === session);
    return {
      name: letter(session),
      instance: session,
      label: `session ${name} begins`,
      run: async ({ now }) => {
        this.#database.now = () => now() - 1;
        const queries = [
          ...(setup === undefined ? [] : [setup]),
          ...own.map(({ step }) => step.sql),
        ];
        for (const sql of queries)
          this.#answers[session]?.push(await ask(this.#database.session(session), sql));
      },
    };
  }

  async #judge(run: RunRecord): Promise<Judgement> {
    if (run.ending.kind !== 'finished')
      throw new LeftOut(
        'a step waits for more than another step: a time limit ends it, or nothing',
      );
    const { heard } = this.#database;
    const steps = this.#launched(run);
    const names = this.#permutation.map(({ step }) => step.name).join(' ');
    const setUps = this.#sessionSetUps(run.turns.length - this.#permutation.length);
    const printed = transcribe(
      steps,
      heard,
      this.#spec.sessions.map(({ name }) => name),
    );
    const tornDown = await this.#tearDown();
    return {
      outcome: `starting permutation: ${names}\n${this.#setUp}${setUps}${printed}${tornDown}`,
    };
  }

  /** What the set-up of each session printed; what is left of answers and notices is the steps'. */
  #sessionSetUps(firstStep: number): string {
    return this.#spec.sessions
      .map(({ setup, name }, session) => {
        if (setup === undefined) return '';
        const answer = expectSuccess(this.#answers[session]?.shift() as Answer, name);
        return takeNotices(this.#heard(session), name, firstStep) + lastTable(answer);
      })
      .join('');
  }

  /** Each place of the permutation with what became of it. */
  #launched({ turns }: RunRecord): Launched[] {
    const first = turns.length - this.#permutation.length;
    return this.#permutation.map((place, i) => {
      const turn = turns[first + i];
      const doneBy = turns.find(
        ({ index, released, outcome }) =>
          (index === first + i && outcome === 'done') ||
          released.some(({ launchedAt }) => launchedAt === first + i),
      );
      return {
        ...place,
        at: first + i,
        doneAt: doneBy?.index ?? Number.POSITIVE_INFINITY,
        closedCircle: turn?.circle !== undefined,
        answer: () => this.#answers[place.step.session]?.shift() as Answer,
      };
    });
  }

  #heard(session: number): Heard[] {
    return this.#database.heard[session] as Heard[];
  }

  async #tearDown(): Promise<string> {
    let printed = '';
    for (const [session, { name, teardown }] of this.#spec.sessions.entries()) {
      if (teardown === undefined) continue;
      const answer = await ask(this.#database.session(session), teardown);
      printed += takeNotices(this.#heard(session), name);
      if (!answer.error) printed += lastTable(answer);
    }
    if (this.#spec.teardown === undefined) return printed;
    const answer = await ask(this.#database.control, this.#spec.teardown);
    if (answer.error) throw new LeftOut(`its tear-down fails: ${answer.error}`);
    return printed + lastTable(answer);
  }
}

function letter(session: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + session);
}

/** Set-up and tear-down are sent by a call that returns the last statement's result only. */
function lastTable({ tables }: Answer): string {
  const last = tables.at(-1);
  return last ? formatTable(last) : '';
}

function expectSuccess(answer: Answer, session?: string): Answer {
  if (!answer.error) return answer;
  const whose = session === undefined ? 'its set-up' : `the set-up of session ${session}`;
  throw new LeftOut(`${whose} fails: ${answer.error}`);
}
