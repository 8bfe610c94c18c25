import { useState } from 'preact/hooks';
import { useLook } from './look.ts';

/** The operation under the cursor: in plain words, and on demand as it was sent. */
export function Now() {
  const { recording, view } = useLook();
  const { walk, cursor, playing } = view;
  const [open, setOpen] = useState(false);
  const turn = walk[cursor - 1]?.turn;
  if (!turn) {
    return (
      <section class="panel now" aria-label="The operation under the cursor">
        <p>
          {playing
            ? 'You are the scheduler: the clients stand still, and you say who goes.'
            : recording.race.question}
        </p>
      </section>
    );
  }
  const { client, words, reply, place, raw, parameters } = turn;
  return (
    <section class={`panel now of-${client}`} aria-label="The operation under the cursor">
      <p>
        <span class="client">{client}</span>{' '}
        <span class="what">
          {words}
          {reply && <span class="reply"> → {reply}</span>}
        </span>
        {place && <code class="place">{place}</code>}
      </p>
      {raw && (
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>As it was sent</summary>
          <pre class="code" tabIndex={0}>
            <code>
              {raw}
              {parameters?.map((value, at) => `\n$${at + 1} = ${value}`)}
            </code>
          </pre>
        </details>
      )}
    </section>
  );
}
