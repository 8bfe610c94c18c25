import type { Explaining } from '@workbook/recording';
import { isWhole, positionAt } from '../../src/run/walk.ts';
import { useLook } from './look.ts';

/** Why the end of the run is right, or what contradicts every order that could explain it. */
export function Explain() {
  const { recording, view } = useLook();
  const { walk, cursor, playing } = view;
  if (!isWhole(recording, walk) || (playing && cursor < walk.length)) return null;
  const end = recording.ends[recording.positions[positionAt(walk)]?.end ?? -1];
  if (!end) return null;
  const { violation, explainedBy, contradictions, answers, accounts } = end;
  return (
    <section
      class={`panel explain ${violation ? 'ends-bad' : 'ends-good'}`}
      aria-labelledby="explain"
    >
      <h2 id="explain">{violation ? 'Why this end is wrong' : 'Why this end is right'}</h2>
      <p class={violation ? 'bad' : 'good'}>
        <b>{violation ? `✗ ${violation}` : '✓ Nothing is broken in this order.'}</b>
      </p>
      <p>
        {answers.map(({ client, answer }) => (
          <span key={client + answer} class={`answer of-${client}`}>
            <b>{client}</b> {answer}{' '}
          </span>
        ))}{' '}
        {accounts && (
          <>
            The accounts hold <b>{accounts.join(', ')}</b>.
          </>
        )}
      </p>
      {explainedBy && (
        <>
          <p>It is as if the requests had come one at a time, in this order:</p>
          <OneAtATime order={explainedBy} />
        </>
      )}
      {contradictions && contradictions.length > 0 && (
        <>
          <p>No order in which the requests come one at a time explains it:</p>
          <ul class="contradictions">
            {contradictions.map(({ order, because }, at) => (
              <li key={at} class={contradictions.length > 2 ? 'in-short' : ''}>
                <OneAtATime order={order} inShort={contradictions.length > 2} />
                <p>
                  <span aria-hidden="true">✗ </span>
                  {because}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface OneAtATimeProps {
  readonly order: readonly Explaining[];
  /** Where many of them stand below each other: who asks, and not what. */
  readonly inShort?: boolean;
}

function OneAtATime({ order, inShort = false }: OneAtATimeProps) {
  return (
    <ol class="one-at-a-time">
      {order.map(({ client, request, answer }, at) => (
        <li key={at} class={`of-${client}`}>
          <span class="client">{client}</span>
          {!inShort && (
            <>
              {' '}
              {request} {answer && <span class="answer">{answer}</span>}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
