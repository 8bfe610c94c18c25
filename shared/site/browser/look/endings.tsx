import { memo } from 'preact/compat';
import { useMemo } from 'preact/hooks';
import { endingsOf } from '../../src/run/endings.ts';
import { isWhole, positionAt } from '../../src/run/walk.ts';
import { counted, type Look, useLook } from './look.ts';

/** So many are read at once. */
const few = 8;

/** Every way in which the orders end, and in how many they do: a click leads to one of them. */
export function Endings() {
  const { recording, view, act } = useLook();
  const { walk } = view;
  const here = isWhole(recording, walk) ? positionAt(walk) : undefined;
  return <All recording={recording} here={here} act={act} />;
}

interface AllProps extends Pick<Look, 'recording' | 'act'> {
  /** Where the order that is looked at ends; undefined where it has not ended. */
  readonly here: number | undefined;
}

/** At a step of the cursor nothing of it changes. */
const All = memo(({ recording, here, act }: AllProps) => {
  const endings = useMemo(() => endingsOf(recording), [recording]);
  if (endings.length < 2) return null;
  const row = ({ answers, accounts, breaks, orders, positions }: (typeof endings)[number]) => {
    const isHere = here !== undefined && positions.includes(here);
    return (
      <li key={positions[0]}>
        <button
          type="button"
          aria-current={isHere ? 'true' : undefined}
          onClick={() => !isHere && act({ do: 'reach', position: positions[0] ?? 0 })}
        >
          <span class={`sign ${breaks ? 'bad' : 'good'}`} aria-hidden="true">
            {breaks ? '✗' : '✓'}
          </span>
          <span class="hidden">{breaks ? 'breaks it: ' : 'right: '}</span>
          <span class="answers">
            {answers.map(({ client, answer }) => (
              <span key={client + answer} class={`answer of-${client}`}>
                <b>{client}</b> {answer}{' '}
              </span>
            ))}
            {accounts && <span class="holds">→ {accounts.join(', ') || 'no accounts'}</span>}
          </span>
          <span class="many">{counted(orders, 'order')}</span>
        </button>
      </li>
    );
  };
  return (
    <section class="panel endings" aria-labelledby="endings">
      <header>
        <h2 id="endings">{endings.length} ways to end</h2>
        <p class="source">a click leads to one</p>
      </header>
      <ul>{endings.slice(0, few).map(row)}</ul>
      {endings.length > few && (
        <details>
          <summary>{counted(endings.length - few, 'more way')}</summary>
          <ul>{endings.slice(few).map(row)}</ul>
        </details>
      )}
    </section>
  );
});
