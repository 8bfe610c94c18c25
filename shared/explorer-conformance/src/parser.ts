import { type Token, tokensOf } from './lexer.ts';
import {
  InvalidSpec,
  type Marker,
  type Permutation,
  type PermutationStep,
  type Spec,
  type SpecSession,
  type SpecStep,
} from './spec.ts';

/**
 * Reads an isolation specification, as PostgreSQL's `isolationtester` does:
 *
 *     spec        = { setup } [ teardown ] session { session } { permutation }
 *     setup       = "setup" sql
 *     teardown    = "teardown" sql
 *     session     = "session" name [ setup ] step { step } [ teardown ]
 *     step        = "step" name sql
 *     permutation = "permutation" place { place }
 *     place       = name [ "(" marker { "," marker } ")" ]
 *     marker      = "*" | name [ "notices" integer ]
 *
 * Throws `InvalidSpec`, with the line, when the text is something else or names a step that is not
 * there.
 */
export function parseSpec(text: string): Spec {
  return new Parser(tokensOf(text)).spec();
}

/** A step of a permutation, before its names are looked up. */
interface StepReference {
  readonly name: Token;
  readonly markers: readonly ({ name: Token; count?: number } | 'once')[];
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  spec(): Spec {
    const setups: string[] = [];
    while (this.#isNext('setup')) setups.push(this.#block('setup'));
    const teardown = this.#optionalBlock('teardown');
    const sessions: SpecSession[] = [];
    do sessions.push(this.#session(sessions.length));
    while (this.#isNext('session'));
    const references: StepReference[][] = [];
    while (this.#isNext('permutation')) references.push(this.#permutation());
    this.#take('end', 'a permutation');
    const steps = stepsByName(sessions);
    const permutations = references.map((permutation) => link(permutation, steps));
    return { setups, ...(teardown === undefined ? {} : { teardown }), sessions, permutations };
  }

  #session(index: number): SpecSession {
    this.#keyword('session');
    const name = this.#take('identifier', 'the name of a session').text;
    const setup = this.#optionalBlock('setup');
    const steps: SpecStep[] = [];
    do {
      this.#keyword('step');
      const step = this.#take('identifier', 'the name of a step').text;
      steps.push({ name: step, sql: this.#take('sql', 'SQL in braces').text, session: index });
    } while (this.#isNext('step'));
    const teardown = this.#optionalBlock('teardown');
    return {
      name,
      steps,
      ...(setup === undefined ? {} : { setup }),
      ...(teardown === undefined ? {} : { teardown }),
    };
  }

  #permutation(): StepReference[] {
    this.#keyword('permutation');
    const references: StepReference[] = [];
    do {
      const name = this.#take('identifier', 'the name of a step');
      references.push({ name, markers: this.#isNext('(') ? this.#markers() : [] });
    } while (this.#next().kind === 'identifier');
    return references;
  }

  #markers(): StepReference['markers'] {
    const markers: StepReference['markers'][number][] = [];
    do {
      this.#at += 1;
      markers.push(this.#marker());
    } while (this.#isNext(','));
    if (!this.#isNext(')')) this.#fail('")"');
    this.#at += 1;
    return markers;
  }

  #marker(): StepReference['markers'][number] {
    if (this.#isNext('*')) {
      this.#at += 1;
      return 'once';
    }
    const name = this.#take('identifier', 'the name of a step or *');
    if (!this.#isNext('notices')) return { name };
    this.#at += 1;
    return { name, count: Number(this.#take('integer', 'a number of notices').text) };
  }

  #optionalBlock(keyword: string): string | undefined {
    return this.#isNext(keyword) ? this.#block(keyword) : undefined;
  }

  #block(keyword: string): string {
    this.#keyword(keyword);
    return this.#take('sql', 'SQL in braces').text;
  }

  #keyword(keyword: string): void {
    if (!this.#isNext(keyword)) this.#fail(`"${keyword}"`);
    this.#at += 1;
  }

  #take(kind: Token['kind'], expected: string): Token {
    const token = this.#next();
    if (token.kind !== kind) this.#fail(expected);
    this.#at += 1;
    return token;
  }

  #isNext(text: string): boolean {
    const token = this.#next();
    return (token.kind === 'keyword' || token.kind === 'sign') && token.text === text;
  }

  #next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #fail(expected: string): never {
    const { text, line } = this.#next();
    throw new InvalidSpec(`line ${line}: expected ${expected}, found ${text.split('\n')[0]}`);
  }
}

function stepsByName(sessions: readonly SpecSession[]): ReadonlyMap<string, SpecStep> {
  const steps = new Map<string, SpecStep>();
  for (const step of sessions.flatMap((session) => session.steps)) {
    if (steps.has(step.name)) throw new InvalidSpec(`two steps have the name ${step.name}`);
    steps.set(step.name, step);
  }
  return steps;
}

function link(
  references: readonly StepReference[],
  steps: ReadonlyMap<string, SpecStep>,
): Permutation {
  const find = ({ text, line }: Token): SpecStep => {
    const step = steps.get(text);
    if (!step) throw new InvalidSpec(`line ${line}: there is no step ${text}`);
    return step;
  };
  const inPermutation = new Set(references.map(({ name }) => name.text));
  return references.map(({ name, markers }): PermutationStep => {
    const step = find(name);
    return {
      step,
      markers: markers.map((marker): Marker => {
        if (marker === 'once') return { kind: 'once' };
        const other = find(marker.name);
        if (!inPermutation.has(other.name) || other.session === step.session) {
          throw new InvalidSpec(
            `line ${marker.name.line}: step ${step.name} cannot wait for ${other.name}: a marker names a step of another session in the same permutation`,
          );
        }
        return marker.count === undefined
          ? { kind: 'step', step: other }
          : { kind: 'notices', step: other, count: marker.count };
      }),
    };
  });
}
