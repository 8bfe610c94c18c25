import type { Recording } from '@workbook/recording';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LiveFailure, LiveRaceStanding, LiveRun } from '../../src/live/protocol.ts';
import { damageOf } from '../../src/run/damage.ts';
import { verdictText } from '../../src/run/verdict-text.ts';
import { scheduleOf } from '../../src/run/walk.ts';
import { App } from '../look/app.tsx';
import { CodePanel } from '../look/code.tsx';
import { Explain } from '../look/explain.tsx';
import { Grid } from '../look/grid.tsx';
import { LiveRegion } from '../look/live-region.tsx';
import { LookContext } from '../look/look.ts';
import { Now } from '../look/now.tsx';
import type { Action, View } from '../look/state.ts';
import { Storage } from '../look/storage.tsx';
import { Transport } from '../look/transport.tsx';
import { useAddress } from '../look/use-address.ts';
import { useRunning } from '../look/use-running.ts';
import { AllOrders } from './all-orders.tsx';
import { hashOf, type Moment } from './moment.ts';
import { Moves } from './moves.tsx';
import { scheduleIn, wholeWalk } from './one-walk.ts';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';
import { useStored } from './use-stored.ts';

interface PlayProps {
  readonly step: string;
  readonly race: string;
  readonly isMine: boolean;
  /** Where to begin. */
  readonly moment: Moment;
  /** The run that fails, as the judge has found it: it is shown until the reader makes another one. */
  readonly failure?: LiveFailure;
  /** What the judge knows of the race on the learner's code. */
  readonly standing?: LiveRaceStanding | undefined;
  /** Whether the code is being judged: what was run of it before is of an older version. */
  readonly isJudging?: boolean;
  /** Goes back to what was looked at before. */
  readonly leave?: (() => void) | undefined;
}

/** A run, and how far the reader is in it. */
interface Shown {
  readonly run: Pick<LiveRun, 'recording'> & Partial<LiveRun>;
  readonly cursor: number;
}

/** A race that is executed while it is played: the views of the page of a recorded race, on one run. */
export function Play(props: PlayProps) {
  const { step, race, isMine, moment, failure = null, isJudging = false, leave } = props;
  const [all, setAll] = useState<Recording>();
  const [own, setOwn] = useState<Shown>();
  const [cursor, setCursor] = useState<number>();
  const { busy, problem, run: begin } = useAsk();
  const play = (schedule: string, at?: number) =>
    begin(async () => {
      const code = isMine ? 'mine' : 'finished';
      const run = await ask<LiveRun>('play', { step, race, code, schedule });
      setOwn({ run, cursor: at ?? run.recording.turns.length });
    });
  useEffect(() => {
    const { schedule, at } = moment;
    if (failure && (schedule === undefined || schedule === scheduleIn(failure.recording)))
      setCursor(at);
    else play(schedule ?? '', at);
  }, [moment]);
  useEffect(() => {
    if (isJudging) setAll(undefined);
  }, [isJudging]);
  const seen = useStored(failure, step);
  const shown: Shown | undefined =
    own ?? (seen && { run: seen, cursor: cursor ?? damageIn(seen.recording) });
  if (all && isMine)
    return (
      <>
        <h2 class="of-run">
          {all.race.name}
          <small class={all.counts.verdict === 'possible' ? 'bad' : 'good'}>
            {' '}
            {verdictText(all)}
          </small>{' '}
          <button type="button" class="small" onClick={() => setAll(undefined)}>
            Back to one run
          </button>
        </h2>
        <App recording={all} isMine />
      </>
    );
  return (
    <>
      {problem}
      {!shown && !problem && <p class="note">Putting every client at its start …</p>}
      {shown && (
        <Desk
          shown={shown}
          race={race}
          isMine={isMine}
          busy={busy}
          play={play}
          go={(to) => (own ? setOwn({ ...own, cursor: to }) : setCursor(to))}
          leave={own && failure ? () => setOwn(undefined) : leave}
          standing={props.standing}
          found={setAll}
        />
      )}
    </>
  );
}

interface DeskProps {
  readonly shown: Shown;
  readonly race: string;
  readonly isMine: boolean;
  readonly busy: boolean;
  readonly play: (schedule: string) => void;
  readonly go: (to: number) => void;
  readonly leave: (() => void) | undefined;
  readonly standing: LiveRaceStanding | undefined;
  /** Every order was run. */
  readonly found: (all: Recording) => void;
}

function Desk(props: DeskProps) {
  const { shown, race, isMine, busy, play, go, leave, standing, found } = props;
  const { run, cursor } = shown;
  const { recording } = run;
  const walk = useMemo(() => wholeWalk(recording), [recording]);
  const view: View = { walk, cursor, playing: false };
  const act = (action: Action) => {
    const to = (at: number) => go(Math.max(0, Math.min(walk.length, at)));
    if (action.do === 'go') to(action.to);
    if (action.do === 'step') to(cursor + action.by);
    if (action.do === 'restart') to(0);
    if (action.do === 'undo' && run.next && walk.length > 0) play(scheduleOf(walk.slice(0, -1)));
  };
  const { running, toggle } = useRunning(view, act);
  const hash = hashOf({
    ...(isMine && { race }),
    schedule: scheduleOf(walk),
    ...(cursor < walk.length && { at: cursor }),
  });
  useAddress(hash);
  const { turns, ends } = recording;
  const [end] = ends;
  return (
    <LookContext.Provider value={{ recording, chances: [], view, act, isMine }}>
      <h2 class="of-run">
        {recording.race.name}
        {end && (
          <small class={end.violation ? 'bad' : 'good'}>
            {end.violation ? ` ✗ ${end.violation}` : ' ✓ held in this order'}
          </small>
        )}
      </h2>
      <Transport running={running} toggle={toggle} />
      <div class="desk">
        <section class="panel" aria-labelledby="grid">
          <Grid />
        </section>
        <div class="side">
          <Now />
          {run.isSeen && !run.next && <Storage />}
          <Moves
            run={run}
            walk={walk}
            isAtEnd={cursor === turns.length}
            before={scheduleOf(walk.slice(0, cursor))}
            busy={busy}
            play={play}
            leave={leave}
          />
          {run.isSeen && run.next && <Storage />}
        </div>
      </div>
      <AllOrders race={race} isMine={isMine} standing={standing} found={found} />
      <Explain />
      <CodePanel />
      <LiveRegion />
    </LookContext.Provider>
  );
}

function damageIn(recording: Recording): number {
  const walk = wholeWalk(recording);
  return damageOf(recording, walk) ?? walk.length;
}
