import type {
  Judgement,
  PreparedRun,
  PrepareOptions,
  RunRecord,
  Scenario,
} from '../../src/index.ts';

/** Clients that are plain functions, all in one instance unless `instances` says otherwise. */
export interface CodeRace<State> {
  /** Makes what the clients share: at the beginning of each run, or of the fresh ones only. */
  share(options: PrepareOptions): State | Promise<State>;
  readonly clients: Readonly<Record<string, (state: State) => Promise<unknown>>>;
  readonly instances?: number;
  /** Describes the end. Without it, an outcome is what each client returned. */
  judge?(state: State, run: RunRecord): Judgement;
}

export function codeScenario<State>(race: CodeRace<State>): Scenario {
  return {
    async prepare(options): Promise<PreparedRun> {
      const state = await race.share(options);
      return {
        clients: Object.entries(race.clients).map(([name, work], i) => ({
          name,
          instance: i % (race.instances ?? 1),
          label: `${name} begins`,
          run: () => work(state),
        })),
        async judge(run) {
          if (race.judge) return race.judge(state, run);
          return { outcome: `${run.ending.kind} ${JSON.stringify([...run.results])}` };
        },
      };
    },
  };
}
