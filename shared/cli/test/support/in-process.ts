import { mock } from 'node:test';
import { type Ended, withoutSignsOfLife } from './command.ts';
import { projectFolder } from './project.ts';

/**
 * Runs a command in this process, in the project's folder: all that `bin/workbook.cjs` would do but start Node, which takes
 * most of the time of a command that only prints. Where the learner's files are is decided when the
 * modules are loaded: a test file makes its folder before its first run.
 */
export async function inProcess(...args: readonly string[]): Promise<Ended> {
  const { runCommand } = await import('../../src/program/program.ts');
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  const folder = process.cwd();
  process.chdir(projectFolder);
  try {
    const code = await runCommand(['node', 'workbook', ...args]);
    return { code, stdout: stdout.text(), stderr: withoutSignsOfLife(stderr.text()) };
  } finally {
    process.chdir(folder);
    stdout.end();
    stderr.end();
  }
}

/** Keeps what is written as text. The test runner writes bytes, which pass. */
function captured(stream: NodeJS.WriteStream): { text: () => string; end: () => void } {
  let text = '';
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  const taking = mock.method(stream, 'write', (...args: unknown[]) => {
    if (typeof args[0] !== 'string') return write(...args);
    text += args[0];
    return true;
  });
  return { text: () => text, end: () => taking.mock.restore() };
}
