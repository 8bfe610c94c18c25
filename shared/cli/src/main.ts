import { runCommand } from './program/program.ts';

// A reader that takes only the beginning, as in `workbook map | head`, has not broken anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const exitCode = await runCommand(process.argv);
// Instances that a race has crashed on purpose still hold connections: the command does not wait for those. What
// was printed has to be out first.
process.stdout.write('', () => process.exit(exitCode));
