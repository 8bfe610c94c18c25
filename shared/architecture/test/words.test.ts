import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathsOf, textOf } from './support/source.ts';

const pages = ['*.md', 'docs/*.md', '{shared,steps}/*/README.md'];
const code = ['{shared,steps}/*/{src,test,test-d,bin}/**/*.ts'];
const thisFile = 'shared/architecture/test/words.test.ts';

/** Where a text has what matches, as `path:line: words`. */
function found(pattern: RegExp, paths: readonly string[], textIn = textOf): string[] {
  return paths.flatMap((path) =>
    textIn(path)
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(pattern)].map(([words]) => `${path}:${index + 1}: ${words}`),
      ),
  );
}

describe('docs/vocabulary.md', () => {
  it('defines each word once', () => {
    const defined = [...textOf('docs/vocabulary.md').matchAll(/\*\*([^*]+)\.\*\*/g)].flatMap(
      ([, words = '']) => words.split(', '),
    );
    const twice = defined.filter((word, index) => defined.indexOf(word) !== index);
    assert.ok(defined.includes('Turn'));
    assert.deepEqual(twice, []);
  });
});

describe('prose', () => {
  it('names who acts', () => {
    // The account of this name is one that PostgreSQL may run under, and a race is called that way.
    const vague =
      /(?<!['"`]|account |\/\/|transfer to |from ann to |-to-)\b(whoever|whosoever|somebody|nobody)\b(?!['"`])/gi;
    const paths = pathsOf(...pages, ...code).filter((path) => path !== thisFile);
    assert.deepEqual(found(vague, paths), []);
  });
});

describe('the words of the vocabulary', () => {
  const inside = (folder: string) => pathsOf(`${folder}/**/*.ts`);

  it("are the explorer's: it has turns, and no steps", () => {
    assert.deepEqual(found(/\bsteps?\b/gi, inside('shared/explorer/src')), []);
  });

  it("are the judge's: a run that is drawn is a timeline", () => {
    assert.deepEqual(found(/\bpictures?\b/gi, inside('shared/judge/src')), []);
  });

  it('are those that a learner reads: a race can happen, or cannot', () => {
    const screens = pathsOf('shared/cli/test/golden/**/*.txt').filter(
      (path) => !path.includes('map'),
    );
    assert.deepEqual(found(/\b(possible|prevented)\b/g, screens), []);
  });
});
