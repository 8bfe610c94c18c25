import type { RecordedTurn } from '@workbook/recording';
import type { OrdersFrom } from '@workbook/recording/walk';
import { memo } from 'preact/compat';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { damageOf } from '../../src/run/damage.ts';
import { certainty } from '../../src/run/orders.ts';
import { isWhole, positionAt } from '../../src/run/walk.ts';
import { Icon } from '../icons.tsx';
import { chanceText } from './chance-text.ts';
import { type Look, useLook } from './look.ts';

/** How much is seen of the beads beside the one under the cursor, in pixels. */
const margin = 60;

/** The cursor: buttons, the schedule as beads, and what the moves so far have made certain. */
export function Transport({
  running,
  toggle,
}: {
  readonly running: boolean;
  readonly toggle: () => void;
}) {
  const { recording, chances, view, act } = useLook();
  const { walk, cursor, playing } = view;
  const damage = damageOf(recording, walk);
  const go = (to: number) => act({ do: 'go', to });
  const beads = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const row = beads.current;
    const bead = row?.querySelector<HTMLElement>('[aria-current]')?.parentElement;
    if (!row) return;
    const [left, right] = bead
      ? [bead.offsetLeft - row.offsetLeft, bead.offsetLeft - row.offsetLeft + bead.offsetWidth]
      : [0, 0];
    if (left < row.scrollLeft) row.scrollLeft = left - margin;
    else if (right > row.scrollLeft + row.clientWidth)
      row.scrollLeft = right - row.clientWidth + margin;
  }, [walk, cursor]);
  return (
    <section class="transport" aria-label="The cursor">
      <div class="controls">
        <button
          type="button"
          onClick={() => go(0)}
          disabled={cursor === 0}
          aria-label="To the beginning"
          title="Home"
        >
          <Icon name="first" />
        </button>
        <button
          type="button"
          onClick={() => go(cursor - 1)}
          disabled={cursor === 0}
          aria-label="One step back"
          title="←"
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="play"
          onClick={toggle}
          disabled={walk.length === 0}
          aria-label={running ? 'Stop' : 'Play'}
          title="Space"
        >
          <Icon name={running ? 'stop' : 'play'} />
        </button>
        <button
          type="button"
          onClick={() => go(cursor + 1)}
          disabled={cursor === walk.length}
          aria-label="One step on"
          title="→"
        >
          <Icon name="on" />
        </button>
        <button
          type="button"
          onClick={() => go(walk.length)}
          disabled={cursor === walk.length}
          aria-label="To the end"
          title="End"
        >
          <Icon name="last" />
        </button>
      </div>
      <ol class="beads" aria-label="The schedule" ref={beads}>
        {walk.map(({ turn }, at) => (
          <Bead
            key={at}
            turn={turn}
            line={at + 1}
            isHere={at + 1 === cursor}
            isLater={at >= cursor}
            isDamage={at + 1 === damage}
            act={act}
          />
        ))}
      </ol>
      {!playing && (
        <Meter
          chances={chances[positionAt(walk, cursor)]}
          isEnd={cursor === walk.length && isWhole(recording, walk)}
        />
      )}
    </section>
  );
}

interface BeadProps {
  readonly turn: RecordedTurn;
  readonly line: number;
  readonly isHere: boolean;
  readonly isLater: boolean;
  readonly isDamage: boolean;
  readonly act: Look['act'];
}

const Bead = memo(({ turn, line, isHere, isLater, isDamage, act }: BeadProps) => (
  <li>
    <button
      type="button"
      class={`bead of-${turn.client} ${isLater ? 'later' : ''} ${isDamage ? 'damages' : ''}`}
      aria-current={isHere ? 'step' : undefined}
      aria-label={`Line ${line}: ${turn.client} ${turn.words}${isDamage ? ', the damage' : ''}`}
      tabIndex={-1}
      onClick={() => act({ do: 'go', to: line })}
    >
      {turn.move}
    </button>
  </li>
));

interface MeterProps {
  readonly chances: OrdersFrom | undefined;
  readonly isEnd: boolean;
}

function Meter({ chances, isEnd }: MeterProps) {
  if (!chances) return null;
  const sure = certainty(chances);
  const share = (100 * chances.breaking) / chances.orders;
  return (
    <div class={`meter ${sure}`}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="good" width="100" height="6" />
        <rect class="bad" width={share} height="6" />
      </svg>
      <p>
        <span class="sign" aria-hidden="true">
          {sure === 'bad' ? '✗ ' : sure === 'good' ? '✓ ' : ''}
        </span>
        {chanceText(chances, isEnd)}
      </p>
    </div>
  );
}
