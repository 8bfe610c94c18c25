import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectFolder } from '@workbook/course';
import { JobFailed } from '@workbook/judge';
import { makeRunFolder, removeLeftovers } from '@workbook/services';
import { shownPath } from '../usage/arguments.ts';
import { withPath } from '../usage/file-problem.ts';

/**
 * Throws `JobFailed` with the first mistake that the compiler finds in the files of an attempt, wherever they lie, or
 * when it cannot check them. The judges do not look at types: code that breaks them would run nevertheless, or fail
 * somewhere else.
 */
export async function checkTypes(file: string, signal?: AbortSignal): Promise<void> {
  const found = await compile(file, signal);
  if (signal?.aborted) return;
  const [first, ...others] = found;
  if (!first) return;
  const kind = found.some(isSyntax) ? 'syntax-error' : 'type-error';
  const shown = found.find(isSyntax) ?? first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const name = kind === 'syntax-error' ? 'a syntax error' : 'a type error';
  throw new JobFailed(kind, `${shown.place} has ${name}: ${shown.message}${more}`);
}

interface Mistake {
  readonly place: string;
  readonly code: number;
  readonly message: string;
}

/** The compiler numbers what breaks the grammar from 1000 on. */
const isSyntax = ({ code }: Mistake) => code < 2000;

async function compile(file: string, signal?: AbortSignal): Promise<readonly Mistake[]> {
  const parent = resolve(tmpdir());
  await removeLeftovers(parent);
  await using folder = await makeRunFolder(parent, 'types');
  const config = join(folder.path, 'tsconfig.json');
  await writeFile(
    config,
    JSON.stringify({
      extends: join(projectFolder, 'tsconfig.base.json'),
      compilerOptions: {
        // The compiler looks for them beside its settings, which lie outside of the project.
        typeRoots: [join(projectFolder, 'node_modules/@types')],
        ...(!file.startsWith(`${projectFolder}/`) && fromElsewhere),
      },
      files: [file],
    }),
  ).catch((error: unknown) => {
    throw withPath(error, config);
  });
  const { output, why } = await run(['--pretty', 'false', '-p', config], signal);
  if (why && !signal?.aborted)
    throw new JobFailed(
      'type-error',
      `the types of ${shownPath(file)} cannot be checked: ${why}; npm ci brings the compiler and its libraries`,
    );
  return mistakesIn(output, dirname(file));
}

/** What the compiler prints, and why it could not look, if so. It ends with this process at the latest. */
async function run(
  args: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly output: string; readonly why: string | undefined }> {
  const compiler = spawn(compilerFile(), args, {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'ignore'],
    // It takes every other signal only after its work.
    killSignal: 'SIGKILL',
    ...(signal && { signal }),
  });
  // An interrupted command exits without waiting for what it has begun.
  const kill = () => compiler.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const ended = new Promise<string>((done) =>
      compiler
        .once('close', (code) => done(code === null ? 'the compiler was killed' : ''))
        .once('error', ({ message }) => done(message)),
    );
    const output = await text(compiler.stdout).catch(() => '');
    const why = (await ended) || /^error TS\d+: (.*?)\.?$/m.exec(output)?.[1];
    return { output, why };
  } finally {
    process.off('exit', kill);
  }
}

/** A file that does not lie in the project finds the project's libraries, as it does when it runs, and is a module. */
const fromElsewhere = {
  module: 'esnext',
  moduleResolution: 'bundler',
  paths: {
    '*': [join(projectFolder, 'node_modules/@types/*'), join(projectFolder, 'node_modules/*')],
  },
};

/** The compiler itself: to go through Node would take longer than the check. */
function compilerFile(): string {
  const require = createRequire(import.meta.url);
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  return join(
    dirname(createRequire(require.resolve('typescript/package.json')).resolve(platform)),
    'lib/tsc',
  );
}

/** Only mistakes in the attempt itself count: the project's own files are not the learner's. */
function mistakesIn(output: string, folder: string): readonly Mistake[] {
  const lines = output.split('\n');
  return lines.flatMap((line, i) => {
    const match = /^(.+?)\((\d+),\d+\): error TS(\d+): (.*)$/.exec(line);
    const [, path = '', number, code, message = ''] = match ?? [];
    const file = resolve(projectFolder, path);
    if (!match || !file.startsWith(`${folder}/`)) return [];
    return [
      {
        place: `${shownPath(file)}:${number}`,
        code: Number(code),
        message: [message, ...reasonAfter(lines, i)].join(' ').replace(/\.$/, ''),
      },
    ];
  });
}

/** The last of the indented lines after a mistake says what is behind it. */
function reasonAfter(lines: readonly string[], at: number): string[] {
  const further = lines.slice(at + 1);
  const end = further.findIndex((line) => !line.startsWith('  '));
  return further
    .slice(0, end < 0 ? undefined : end)
    .slice(-1)
    .map((line) => line.trim());
}
