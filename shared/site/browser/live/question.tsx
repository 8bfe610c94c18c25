import { useState } from 'preact/hooks';
import type { LiveAnswer, LiveQuestion } from '../../src/live/protocol.ts';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

interface QuestionProps {
  readonly question: LiveQuestion;
  /** Called when it is answered, or skipped. */
  readonly done: () => void;
}

const words = { possible: 'it can happen', prevented: 'it cannot happen' } as const;

/** A prediction: it is answered by a run, and counts. */
export function Question({ question: { step, text }, done }: QuestionProps) {
  const [guess, setGuess] = useState<keyof typeof words>();
  const [answer, setAnswer] = useState<LiveAnswer>();
  const [isSkipped, setSkipped] = useState(false);
  const { busy, problem, run } = useAsk();
  const say = (value: keyof typeof words) => {
    setGuess(value);
    run(async () => {
      setAnswer(await ask<LiveAnswer>('predict', { step, guess: value }));
      done();
    });
  };
  const skip = () =>
    run(async () => {
      await ask('skip', { step });
      setSkipped(true);
      done();
    });
  if (isSkipped) return null;
  const right = answer && answer.canHappen === (guess === 'possible');
  return (
    <div class="predict" role="group" aria-label={`What do you expect of step ${step}?`}>
      <p>
        <b>What do you expect?</b> {text}
      </p>
      {!answer && (
        <p class="choices">
          <button type="button" disabled={busy} onClick={() => say('possible')}>
            Yes, it can happen
          </button>{' '}
          <button type="button" disabled={busy} onClick={() => say('prevented')}>
            No, it cannot
          </button>{' '}
          <button type="button" class="quiet" disabled={busy} onClick={skip}>
            Skip the question
          </button>
        </p>
      )}
      <p role="status" class={answer ? (right ? 'good' : 'bad') : ''}>
        {busy && guess ? 'Running it …' : ''}
        {answer && guess && answer.canHappen !== null
          ? `${right ? '✓ You are right:' : '✗ You said that'} ${words[guess]}${right ? '.' : ', and it is the other way round.'}`
          : ''}
      </p>
      {answer && (
        <>
          <p>
            {answer.sentence} {answer.why}
          </p>
          {answer.picture && (
            <pre class="code" tabIndex={0}>
              <code>{answer.picture}</code>
            </pre>
          )}
        </>
      )}
      {problem}
    </div>
  );
}
