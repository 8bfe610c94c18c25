import { useState } from 'preact/hooks';
import type { LiveFailure, LiveRace, LiveState, LiveTask } from '../../src/live/protocol.ts';
import { Begin } from './begin.tsx';
import { Diff } from './diff.tsx';
import { Hint } from './hint.tsx';
import { Next } from './next.tsx';
import { Play } from './play.tsx';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

const taskSigns = { holds: '✓', fails: '✗', open: '·', 'not judged': '–' } as const;
const taskWords = {
  holds: 'done',
  fails: 'not done',
  open: 'no verdict yet',
  'not judged': 'not judged',
} as const;
const raceSigns = { waiting: '·', tried: '…', prevented: '✓', possible: '✗' } as const;
const raceWords = {
  waiting: 'not judged yet',
  tried: 'nothing has failed so far',
  prevented: 'cannot happen',
  possible: 'can happen',
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
  const [race, setRace] = useState(() => /^#([\w-]+)\//.exec(location.hash)?.[1]);
  if (state.step !== page) return <Elsewhere page={page} at={state.step} />;
  if (stage === 'not begun') return <Begin state={state} />;
  const isJudged = stage === 'red' || stage === 'green' || stage === 'inconclusive';
  const failing = failure?.recording.race.id;
  const shown = race ?? failing;
  return (
    <>
      <Verdict state={state} />
      <div class="two known">
        <Tasks tasks={state.tasks} />
        <Races races={state.races} shown={shown} pick={setRace} />
      </div>
      {stage === 'red' && failing && <Hint key={`hint ${failing}`} />}
      {shown && isBegun(state) && (
        <Play
          key={shown}
          step={page}
          race={shown}
          isMine
          failure={shown === failing ? failure : null}
          leave={race && race !== failing ? () => setRace(undefined) : undefined}
        />
      )}
      {isJudged && (
        <>
          {stage === 'green' && <Next />}
          <Diff key={`diff ${state.sentence}`} />
        </>
      )}
    </>
  );
}

const isBegun = ({ stage }: LiveState) => stage !== 'starting' && stage !== 'cannot be judged';

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
              {why && <small>{why}</small>}
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
      {some.map(({ id, name, standing }) => (
        <li key={id} class={standing}>
          <span class="sign" aria-hidden="true">
            {raceSigns[standing]}
          </span>{' '}
          <button type="button" class="name" aria-pressed={id === shown} onClick={() => pick(id)}>
            {name}
            <span class="hidden">: {raceWords[standing]}; play it</span>
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
