import { runCommand } from './program/program.ts';

// Whoever reads only the beginning, as `workbook map | head` does, has not broken anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const exitCode = await runCommand(process.argv);
// Instances that a race has crashed on purpose still hold connections: nobody waits for those. What
// was printed has to be out first.
process.stdout.write('', () => process.exit(exitCode));
