import { execFileSync } from 'node:child_process';

/** How often it is looked whether the processes above still run. */
const everyMs = 500;

/**
 * Ends this process, as a signal does, when what has started it has ended without a word, kill -9 included: nothing must
 * listen after a command. Under npm a shell stands between the two, which goes on where npm is killed.
 */
export function endWithParent(): Disposable {
  const parent = process.ppid;
  const above = process.env.npm_command === undefined ? undefined : parentOf(parent);
  const look = () => {
    const isAlone = process.ppid !== parent || (above !== undefined && !isRunning(above));
    if (isAlone) process.kill(process.pid, 'SIGTERM');
  };
  const timer = setInterval(look, everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function parentOf(pid: number): number | undefined {
  const text = execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
  const parent = Number(text.trim());
  return parent > 1 ? parent : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One that belongs to another user runs, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
