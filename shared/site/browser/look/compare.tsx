import type { RecordedTurn } from '@workbook/recording';
import { useMemo } from 'preact/hooks';
import { complete, isWhole, nearestGood, scheduleOf, type Walk } from '../../src/run/walk.ts';
import { counted, useLook } from './look.ts';

/** What comes long after the first difference decides nothing. */
const mostLines = 9;

/** The order beside the good one that begins most like it: the first difference is what decides. */
export function Compare() {
  const { recording, chances, view, act } = useLook();
  const whole = useMemo(
    () => (isWhole(recording, view.walk) ? view.walk : complete(recording, view.walk, () => true)),
    [recording, view.walk],
  );
  const good = useMemo(() => nearestGood(recording, chances, whole), [whole]);
  // Why this order ends well stands beside it.
  if (good && scheduleOf(good.walk) === scheduleOf(whole)) return null;
  return (
    <section class="panel compare" aria-labelledby="compare">
      <h2 id="compare">Beside a good order</h2>
      {!good && <p>No order of this race ends well here.</p>}
      {good && (
        <>
          <p>
            Up to line {good.common} the two are one.{' '}
            {good.common < whole.length
              ? thenIn(whole[good.common]?.turn, good.walk[good.common]?.turn)
              : ''}
          </p>
          <div class="pair">
            <Column title="this order" walk={whole} from={good.common} />
            <Column title="ends well" walk={good.walk} from={good.common} />
          </div>
          <button
            type="button"
            class="small"
            onClick={() => act({ do: 'walk', walk: good.walk, cursor: good.common + 1 })}
          >
            Walk the good order
          </button>
        </>
      )}
    </section>
  );
}

function thenIn(here: RecordedTurn | undefined, good: RecordedTurn | undefined): string {
  return here?.client === good?.client && here?.fault
    ? `Then no fault strikes ${good?.client} in the good one:`
    : `Then it is ${good?.client}’s turn in the good one:`;
}

function Column({
  title,
  walk,
  from,
}: {
  readonly title: string;
  readonly walk: Walk;
  readonly from: number;
}) {
  const start = Math.max(0, from - 1);
  const shown = walk.slice(start, start + mostLines);
  const left = walk.length - start - shown.length;
  return (
    <div>
      <h3>{title}</h3>
      <ol start={start + 1}>
        {shown.map(({ turn }, i) => (
          <li key={i} class={`of-${turn.client} ${start + i === from ? 'differs' : ''}`}>
            <span class="client">{turn.move}</span> {turn.words}
            {turn.reply && <span class="reply"> → {turn.reply}</span>}
            {start + i === from && <span class="hidden"> (the first difference)</span>}
          </li>
        ))}
      </ol>
      {left > 0 && <p class="source">and {counted(left, 'more line')}</p>}
    </div>
  );
}
