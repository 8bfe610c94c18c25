import { movesIn } from '@workbook/recording/walk';
import type { LiveRun } from '../../src/live/protocol.ts';
import { whyStopped } from '../../src/run/stopped.ts';
import type { Walk } from '../../src/run/walk.ts';
import { faults } from '../look/try.tsx';

interface MovesProps {
  readonly run: Pick<LiveRun, 'recording'> & Partial<LiveRun>;
  /** The moves that were made. */
  readonly walk: Walk;
  /** Whether the cursor stands at the end of what was made. */
  readonly isAtEnd: boolean;
  /** The schedule up to the cursor. */
  readonly before: string;
  readonly busy: boolean;
  /** Makes these moves from the beginning. */
  readonly play: (schedule: string) => void;
  readonly leave: (() => void) | undefined;
}

/** Who can be let go: each move is executed when it is made. */
export function Moves({ run, walk, isAtEnd, before, busy, play, leave }: MovesProps) {
  const { next, stopped = [], otherVictim } = run;
  /** All moves but the last one. */
  const undone = movesIn(before).slice(0, -1).join('');
  const canChoose = next !== undefined && isAtEnd;
  return (
    <section class="panel try" aria-labelledby="try" aria-busy={busy}>
      <header>
        <h2 id="try">{canChoose ? 'Who goes next?' : 'From here'}</h2>
        {canChoose && (
          <>
            <button
              type="button"
              class="small"
              disabled={busy || before === ''}
              onClick={() => play(undone)}
              title="u"
            >
              Undo
            </button>
            <button
              type="button"
              class="small"
              disabled={busy || before === ''}
              onClick={() => play('')}
            >
              Restart
            </button>
          </>
        )}
        {leave && (
          <button type="button" class="small" disabled={busy} onClick={leave}>
            Back to what fails
          </button>
        )}
      </header>
      {!canChoose && (
        <p class="actions">
          <button type="button" class="small" disabled={busy} onClick={() => play(before)}>
            {before === '' ? 'Be the scheduler yourself' : 'Go on yourself from this line'}
          </button>
          {before !== '' && next === undefined && (
            <button type="button" class="small" disabled={busy} onClick={() => play('')}>
              Play from the beginning
            </button>
          )}
        </p>
      )}
      {canChoose &&
        next.map(({ client, words, faults: struck }) => (
          <div key={client} class={`moves of-${client}`}>
            <button
              type="button"
              class="move"
              disabled={busy}
              onClick={() => play(before + client)}
            >
              <span class="client">{client}</span> <span class="what">{words}</span>
            </button>
            {struck.length > 0 && (
              <p class="faults">
                {struck.map(({ move, fault }) => (
                  <button
                    type="button"
                    class="small"
                    key={move}
                    disabled={busy}
                    onClick={() => play(before + move)}
                  >
                    <b>{move}</b> {faults[fault]}
                  </button>
                ))}
              </p>
            )}
          </div>
        ))}
      {canChoose &&
        stopped.map(({ client, why }) => (
          <div key={client} class={`moves of-${client}`}>
            <button type="button" class="move" disabled>
              <span class="client">{client}</span>{' '}
              <span class="what">{whyStopped(run.recording, walk, client) ?? why}</span>
            </button>
          </div>
        ))}
      {canChoose && otherVictim && (
        <p>
          The database has cancelled one of those in the circle.{' '}
          <button
            type="button"
            class="small"
            disabled={busy}
            onClick={() => play(undone + otherVictim.move)}
          >
            Let it be {otherVictim.victim}
          </button>
        </p>
      )}
      {canChoose && next.length === 0 && (
        <p class="empty">The run has ended: every client was answered, or is gone.</p>
      )}
      {busy && <p class="source">Running it …</p>}
    </section>
  );
}
