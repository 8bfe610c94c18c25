import { runCommand } from './program.ts';

// Whoever reads only the beginning, as `workbook map | head` does, has not broken anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommand(process.argv);
