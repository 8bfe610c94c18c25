import { useState } from 'preact/hooks';
import type { LiveHint } from '../../src/live/protocol.ts';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

/** The hint for the race that fails, one rung at a time. */
export function Hint() {
  const [hint, setHint] = useState<LiveHint>();
  const { busy, problem, run } = useAsk();
  const more = () => run(async () => setHint(await ask('hint', { more: hint !== undefined })));
  const isWhole = hint !== undefined && hint.rungs.length >= hint.of;
  return (
    <section class="panel hint" aria-labelledby="hint">
      <header>
        <h2 id="hint">A hint</h2>
        {!isWhole && (
          <button type="button" class="small" disabled={busy} onClick={more}>
            {hint ? 'Say more' : 'Help me a little'}
          </button>
        )}
      </header>
      {hint && (
        <>
          <p>
            <b>{hint.question}</b>
          </p>
          <ol>
            {hint.rungs.map(({ title, text, isCode }) => (
              <li key={title}>
                <h3>{title}</h3>
                {isCode ? (
                  <pre class="code" tabIndex={0}>
                    <code>{text}</code>
                  </pre>
                ) : (
                  <p>{text}</p>
                )}
              </li>
            ))}
          </ol>
          <p class="source">
            {hint.rungs.length} of {hint.of}
          </p>
        </>
      )}
      {problem}
    </section>
  );
}
