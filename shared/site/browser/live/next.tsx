import { useState } from 'preact/hooks';
import type { LiveNextStep } from '../../src/live/protocol.ts';
import { Question } from './question.tsx';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

/** What comes after a step that is green, or probably. */
export function Next() {
  const [next, setNext] = useState<LiveNextStep>();
  const [isAnswered, setAnswered] = useState(false);
  const { busy, problem, run } = useAsk();
  const step =
    next?.kind === 'ready' ? next.step : next?.kind === 'question' ? next.question.step : undefined;
  const begin = () =>
    run(async () => {
      await ask('begin', { step });
      location.href = `../${step}/attempt.html`;
    });
  return (
    <section class="panel" aria-labelledby="next">
      <header>
        <h2 id="next">What comes next</h2>
        {!next && (
          <button
            type="button"
            class="small"
            disabled={busy}
            onClick={() => run(async () => setNext(await ask('next', {})))}
          >
            Go on
          </button>
        )}
      </header>
      {next?.kind === 'question' && (
        <Question question={next.question} done={() => setAnswered(true)} />
      )}
      {step && (next?.kind === 'ready' || isAnswered) && (
        <p class="actions">
          <button type="button" class="first" disabled={busy} onClick={begin}>
            Begin step {step}
          </button>
        </p>
      )}
      {next?.kind === 'end' && <pre class="story">{next.text}</pre>}
      {problem}
    </section>
  );
}
