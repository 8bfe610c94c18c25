import { useState } from 'preact/hooks';
import type { LiveDiff } from '../../src/live/protocol.ts';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

/** The attempt beside the finished code; asks first where that would spoil. */
export function Diff() {
  const [diff, setDiff] = useState<LiveDiff>();
  const { busy, problem, run } = useAsk();
  const compare = (spoil: boolean) => run(async () => setDiff(await ask('diff', { spoil })));
  return (
    <section class="panel" aria-labelledby="diff">
      <header>
        <h2 id="diff">Beside the finished code</h2>
        <button type="button" class="small" disabled={busy} onClick={() => compare(false)}>
          Compare
        </button>
      </header>
      {diff?.spoils && (
        <p>
          This step is not green yet, and this compares your code with the finished one.{' '}
          <button type="button" class="small" disabled={busy} onClick={() => compare(true)}>
            Show it all the same
          </button>
        </p>
      )}
      {diff && !diff.spoils && diff.files.length === 0 && <p>Both hold the same code.</p>}
      {diff?.files.map(({ path, lines }) => (
        <div key={path}>
          <h3>{path}: − yours, + finished</h3>
          <pre class="code diff" tabIndex={0}>
            <code>
              {lines.map((line, at) => {
                const Line = line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'span';
                return <Line key={at}>{line || '⋯'}</Line>;
              })}
            </code>
          </pre>
        </div>
      ))}
      {problem}
    </section>
  );
}
