import { useEffect, useState } from 'preact/hooks';
import type { LiveQuestion, LiveState } from '../../src/live/protocol.ts';
import { Question } from './question.tsx';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

/** A step that is not begun: first it asks what the step will do. */
export function Begin({ state }: { readonly state: LiveState }) {
  const { step, stage, notes } = state;
  const [question, setQuestion] = useState<LiveQuestion | null>();
  const [isAnswered, setAnswered] = useState(false);
  const { busy, problem, run } = useAsk();
  useEffect(() => {
    run(async () => {
      const { question: found } = await ask<{ question: LiveQuestion | null }>('question', {
        step,
      });
      setQuestion(found);
    });
  }, [step]);
  const begin = () => run(() => ask('begin', { step }));
  return (
    <section class="panel begin" aria-labelledby="begin">
      <h2 id="begin">
        {stage === 'vanished'
          ? `Your attempt at step ${step} has vanished`
          : `Step ${step} is not begun yet`}
      </h2>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {question && <Question question={question} done={() => setAnswered(true)} />}
      {(question === null || isAnswered) && (
        <p class="actions">
          <button type="button" class="first" disabled={busy} onClick={begin}>
            Begin step {step}
          </button>
        </p>
      )}
      {problem}
    </section>
  );
}
