import type { RecordedTurn } from '@workbook/recording';
import { type NextMove, nextMoves } from '@workbook/recording/walk';
import { useEffect, useState } from 'preact/hooks';
import { whyStopped } from '../../src/run/stopped.ts';
import { positionAt } from '../../src/run/walk.ts';
import { whole } from '../../src/run/whole.ts';
import { remember, remembered } from '../memory.ts';
import { counted, useLook } from './look.ts';

/** What strikes a client, in words. */
export const faults: Readonly<Record<NonNullable<RecordedTurn['fault']>, string>> = {
  'crash-before': 'crash before',
  'crash-after': 'crash after',
  'crash-half': 'crash half way',
  pause: 'pause',
  'late-reply': 'the reply is late',
  'redis-away': 'Redis goes away',
  'redis-failover': 'Redis loses its keys',
  'time-passes': 'time goes by',
};

/** Who can be let go from here, and what they would do. */
export function Try({ canUndo }: { readonly canUndo: boolean }) {
  const { recording, view, act } = useLook();
  const { walk, cursor, playing } = view;
  const at = positionAt(walk, cursor);
  const next = nextMoves(recording, at);
  const isEnd = recording.positions[at]?.end !== undefined;
  return (
    <section class="panel try" aria-labelledby="try">
      <header>
        <h2 id="try">{playing ? 'Who goes next?' : 'From here'}</h2>
        <button
          type="button"
          class="small"
          onClick={() => act({ do: 'undo' })}
          disabled={!canUndo}
          title="u"
        >
          Undo
        </button>
        <button type="button" class="small" onClick={() => act({ do: 'play', playing: !playing })}>
          {playing ? 'Stop the game' : 'Play from the beginning'}
        </button>
      </header>
      {playing && <Goals />}
      {!isEnd &&
        recording.clients.map(({ name }) => (
          <Moves key={name} client={name} next={next.filter(({ turn }) => turn.client === name)} />
        ))}
      {isEnd && !playing && (
        <p class="empty">The run has ended: every client was answered, or is gone.</p>
      )}
    </section>
  );
}

function Moves({ client, next }: { readonly client: string; readonly next: readonly NextMove[] }) {
  const { recording, chances, view, act } = useLook();
  const { walk, cursor, playing } = view;
  const plain = next.filter(({ turn }) => !turn.fault);
  const struck = next.filter(({ turn }) => turn.fault);
  const ahead = walk[cursor];
  const why = whyStopped(recording, walk.slice(0, cursor), client);
  const chance = ({ to }: NextMove) => {
    const { orders: all = 0, breaking: bad = 0 } = chances[to] ?? {};
    return playing ? undefined : (
      <small class={bad === 0 ? 'good' : bad === all ? 'bad' : ''}>
        {bad === 0 ? '✓' : bad === all ? '✗' : ''} {whole(bad)} of {whole(all)} break
      </small>
    );
  };
  return (
    <div class={`moves of-${client}`}>
      {plain.map((taken) => (
        <button
          type="button"
          key={taken.turn.move}
          class={`move ${taken.to === ahead?.to ? 'ahead' : ''}`}
          onClick={() => act({ do: 'move', taken })}
        >
          <span class="client">{taken.turn.move}</span>{' '}
          <span class="what">
            {taken.turn.words}
            {taken.turn.deadlock && ` (a deadlock: ${taken.turn.deadlock.victim} is cancelled)`}
          </span>
          {chance(taken)}
        </button>
      ))}
      {plain.length === 0 && (
        <button type="button" class="move" disabled>
          <span class="client">{client}</span>{' '}
          <span class="what">{why ?? 'cannot go on here'}</span>
        </button>
      )}
      {struck.length > 0 && (
        <p class="faults">
          {struck.map((taken) => (
            <button
              type="button"
              class="small"
              key={taken.turn.move}
              onClick={() => act({ do: 'move', taken })}
            >
              <b>{taken.turn.move}</b> {taken.turn.fault && faults[taken.turn.fault]}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** The two goals of the game, and where it stands. */
function Goals() {
  const { recording, chances, view, act } = useLook();
  const { walk, cursor } = view;
  const key = `won.${recording.step.number}.${recording.race.id}`;
  const [won, setWon] = useState(() => new Set((remembered(key) ?? '').split(' ').filter(Boolean)));
  const [gaveUp, setGaveUp] = useState(false);
  const end = recording.positions[positionAt(walk, cursor)]?.end;
  const violation = end === undefined ? undefined : recording.ends[end]?.violation;
  const result = end === undefined ? undefined : violation === undefined ? 'held' : 'broke';
  useEffect(() => {
    if (!result || won.has(result)) return;
    const now = new Set([...won, result]);
    setWon(now);
    remember(key, [...now].join(' '));
  }, [result]);
  const { orders: all = 0, breaking: bad = 0 } = chances[0] ?? {};
  return (
    <div class="goals">
      <ol>
        <li class={won.has('broke') ? 'won' : ''}>
          {won.has('broke') ? '✓' : '1'} Break it: find an order in which the promise does not hold.
        </li>
        <li class={won.has('held') ? 'won' : ''}>
          {won.has('held') ? '✓' : '2'} Then find an order that does not break it.
        </li>
      </ol>
      {result && (
        <p class={`verdict ${result === 'broke' ? 'bad' : 'good'}`} role="status">
          <b>
            {result === 'broke'
              ? `✗ You broke it in ${counted(walk.length, 'move')}.`
              : `✓ It held, after ${counted(walk.length, 'move')}.`}
          </b>{' '}
          {violation ?? 'Nothing is broken in this order.'}
        </p>
      )}
      <p class="actions">
        {(result || walk.length > 0) && (
          <button type="button" class="small" onClick={() => act({ do: 'restart' })} title="r">
            Restart
          </button>
        )}
        {!gaveUp && (
          <button type="button" class="small" onClick={() => setGaveUp(true)}>
            Give up
          </button>
        )}
      </p>
      {gaveUp && (
        <p>
          {bad === 0
            ? `None of the ${whole(all)} orders breaks it.`
            : `${whole(bad)} of ${counted(all, 'order')} break it. “Stop the game” shows one.`}
        </p>
      )}
    </div>
  );
}
