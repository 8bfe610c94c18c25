/** Whether a process of this id is there, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user lives, even if we may not send it anything.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
