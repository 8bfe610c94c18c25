import { useEffect, useRef } from 'preact/hooks';
import type { LiveFailure, LiveRace, LiveState, LiveTask } from '../../src/live/protocol.ts';
import { Begin } from './begin.tsx';
import { Diff } from './diff.tsx';
import { Hint } from './hint.tsx';
import { useMoment } from './moment.ts';
import { Next } from './next.tsx';
import { Play } from './play.tsx';
import { ask } from './server.ts';
import { raceSigns, raceWords, wordsOf } from './standings.ts';
import { useAsk } from './use-ask.ts';

const taskSigns = { holds: '✓', fails: '✗', open: '·', 'not judged': '–' } as const;
const taskWords = {
  holds: 'done',
  fails: 'not done',
  open: 'no verdict yet',
  'not judged': 'not judged',
} as const;
interface AttemptProps {
  /** The step of the page. */
  readonly page: string;
  readonly state: LiveState;
  readonly failure: LiveFailure;
}

/** The learner's attempt: its verdict, what is known of it, and what helps. */
export function Attempt({ page, state, failure }: AttemptProps) {
  const { stage } = state;
  const [moment, setMoment] = useMoment();
  const first = useRef(failure);
  useEffect(() => {
    // A save, and its verdict, are what there is to look at.
    if (failure !== first.current) setMoment({});
    first.current = failure;
  }, [failure]);
  if (state.step !== page) return <Elsewhere page={page} at={state.step} />;
  if (stage === 'not begun' || stage === 'vanished') return <Begin state={state} />;
  const isJudged = stage === 'red' || stage === 'green' || stage === 'inconclusive';
  const failing = failure?.recording.race.id;
  const { race } = moment;
  const shown = race ?? failing;
  const isBegun = stage !== 'starting' && stage !== 'cannot be judged';
  return (
    <>
      <Verdict state={state} />
      {shown && isBegun && (
        <Play
          key={`${shown} ${failing}`}
          step={page}
          moment={moment}
          race={shown}
          isMine
          failure={shown === failing ? failure : null}
          standing={state.races.find(({ id }) => id === shown)?.standing}
          isJudging={stage === 'judging'}
          leave={race && race !== failing ? () => setMoment({}) : undefined}
        />
      )}
      {stage === 'red' && failing && <Hint key={`hint ${failing}`} />}
      {(stage === 'green' || stage === 'probably green') && <Next />}
      {isBegun && (
        <div class="two known">
          <Tasks tasks={state.tasks} />
          <Races races={state.races} shown={shown} pick={(picked) => setMoment({ race: picked })} />
        </div>
      )}
      {isJudged && <Diff key={`diff ${state.sentence}`} />}
    </>
  );
}

function Elsewhere({ page, at }: { readonly page: string; readonly at: string }) {
  const { busy, problem, run } = useAsk();
  return (
    <section class="panel">
      <p>
        You are at step {at}: its code is judged. <a href={`../${at}/attempt.html`}>Look at it</a>
      </p>
      <p class="actions">
        <button type="button" disabled={busy} onClick={() => run(() => ask('go', { step: page }))}>
          Go to step {page}
        </button>
      </p>
      {problem}
    </section>
  );
}

function Verdict({ state }: { readonly state: LiveState }) {
  const { stage, sentence, problem, notes, file } = state;
  const { busy, problem: refused, run } = useAsk();
  const settled = ['red', 'green', 'inconclusive', 'cannot be judged'].includes(stage);
  return (
    <section class={`panel judged is-${stage.replaceAll(' ', '-')}`} aria-labelledby="verdict">
      <header>
        <h2 id="verdict">{sentence}</h2>
        <button
          type="button"
          class="small"
          disabled={busy || stage === 'starting'}
          onClick={() => run(() => ask('again', {}))}
        >
          Judge it again
        </button>
      </header>
      {state.races.length > 0 && <Counts state={state} />}
      <p class="source">
        <code>{file}</code> is judged at every save.
      </p>
      {problem && <p class="problem">{problem}</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {refused}
      <p class="hidden" role="status">
        {settled ? sentence : ''}
      </p>
    </section>
  );
}

/** The tasks and the races at a glance; what stands behind each sign is further down. */
function Counts({ state: { tasks, races } }: { readonly state: LiveState }) {
  const failing = races.filter(({ standing }) => standing === 'possible');
  const many = (['prevented', 'tried', 'waiting'] as const)
    .map((standing) => ({ standing, all: races.filter((one) => one.standing === standing) }))
    .filter(({ all }) => all.length > 0);
  return (
    <p class="counts">
      {tasks.length > 0 && (
        <span>
          Tasks{' '}
          {tasks.map(({ number, verdict }) => (
            <span key={number} class={`chip ${verdict.replace(' ', '-')}`}>
              <span aria-hidden="true">{taskSigns[verdict]}</span> {number}
              <span class="hidden"> {taskWords[verdict]},</span>{' '}
            </span>
          ))}
        </span>
      )}
      <span>
        Races{' '}
        {failing.map((race) => (
          <span key={race.id} class="chip possible">
            <span aria-hidden="true">✗</span> {race.name}
            <span class="hidden"> {wordsOf(race)},</span>{' '}
          </span>
        ))}
        {many.map(({ standing, all }) => (
          <span key={standing} class={`chip ${standing}`}>
            <span aria-hidden="true">{raceSigns[standing]}</span> {all.length}
            <span class="hidden"> {raceWords[standing]},</span>{' '}
          </span>
        ))}
      </span>
    </p>
  );
}

function Tasks({ tasks }: { readonly tasks: readonly LiveTask[] }) {
  return (
    <section class="panel" aria-labelledby="tasks">
      <h2 id="tasks">The tasks of the lesson</h2>
      {tasks.length === 0 && <p class="empty">Nothing is known of them yet.</p>}
      <ul class="signs">
        {tasks.map(({ number, name, verdict, why }) => (
          <li key={number} class={verdict.replace(' ', '-')}>
            <span class="sign" aria-hidden="true">
              {taskSigns[verdict]}
            </span>{' '}
            <span>
              {number} <Words text={name} />
              <span class="hidden">: {taskWords[verdict]}</span>
              {why && verdict !== 'open' && <small>{why}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Text in which words of code stand between backticks. */
function Words({ text }: { readonly text: string }) {
  return (
    <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>
  );
}

interface RacesProps {
  readonly races: readonly LiveRace[];
  /** The race that is looked at. */
  readonly shown: string | undefined;
  readonly pick: (race: string) => void;
}

function Races({ races, shown, pick }: RacesProps) {
  const own = races.filter(({ isOwn }) => isOwn);
  const others = races.filter(({ isOwn }) => !isOwn);
  const list = (some: readonly LiveRace[]) => (
    <ul class="signs">
      {some.map(({ id, name, standing, wrongAlone = false }) => (
        <li key={id} class={standing}>
          <span class="sign" aria-hidden="true">
            {raceSigns[standing]}
          </span>{' '}
          <button type="button" class="name" aria-pressed={id === shown} onClick={() => pick(id)}>
            {name}
            <span class="hidden">: {wordsOf({ standing, wrongAlone })}; play it</span>
          </button>
        </li>
      ))}
    </ul>
  );
  const failing = others.filter(({ standing }) => standing === 'possible');
  const prevented = others.filter(({ standing }) => standing === 'prevented').length;
  return (
    <section class="panel" aria-labelledby="races">
      <h2 id="races">The races</h2>
      {races.length === 0 && <p class="empty">Nothing is known of them yet.</p>}
      {list(own)}
      {others.length > 0 && (
        <details open={failing.length > 0 || undefined}>
          <summary>
            What it must keep: <span class="good">✓ {prevented}</span> of {others.length}
          </summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}
