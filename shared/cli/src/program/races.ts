import { type Declare, raceArgument, trustHelp } from './declare.ts';

/** Adds the commands that judge races on any code: the map, a check, a replay, the crashes. */
export function addRaceCommands({ command, example, ended }: Declare): void {
  command(
    'map',
    'measure the course map: which race can happen on which step; the whole takes minutes',
  )
    .option('-r, --race <id>', 'only this race (may be repeated)', collect)
    .option('-s, --step <number>', 'only this step (may be repeated)', collect)
    .addHelpText('after', example('npx workbook map --step 05 --race lost-update'))
    .action(async (options) => {
      const { mapCommand } = await import('../commands/map.ts');
      ended(await mapCommand(options));
    });

  command('check', 'judge any file as an attempt at a step, by every race')
    .argument('<step>', 'the number of the step, such as 06')
    .argument('<file>', 'a file that exports createAccounts, or a folder with such an accounts.ts')
    .option('-r, --race <id>', 'only this race (may be repeated)', collect)
    .addHelpText('after', example('npx workbook check 06 steps/05/src/accounts.ts'))
    .addHelpText('after', trustHelp)
    .action(async (step, file, options) => {
      const { checkCommand } = await import('../commands/check.ts');
      ended(await checkCommand(step, file, options));
    });

  command('proof', 'write your attempts and their verdicts to a file, or judge such a file again')
    .argument('[file]', 'the file to write: workbook-proof.json without it, - for standard output')
    .option('-c, --check <file>', 'judge this proof again; - for standard input')
    .option('-s, --step <number>', 'only this step (may be repeated)', collect)
    .addHelpText('after', example('npx workbook proof --check workbook-proof.json'))
    .addHelpText('after', trustHelp)
    .action(async (file, options) => {
      const { proofCommand } = await import('../commands/proof.ts');
      ended(await proofCommand(file, options));
    });

  command('replay', 'run one order again and show it as a timeline')
    .argument('<step>', 'the number of the step, such as 05')
    .argument('<race>', raceArgument)
    .argument(
      '<schedule>',
      'which client goes at each move, such as AABBAB; a sign behind a letter is a fault there: - crash before, + after, % in the middle of a write, ~ pause, : reply late, ^ Redis away, _ Redis failover, = time goes by; a small letter is the victim of a deadlock',
    )
    .option('-f, --file <file>', "an attempt, in place of the step's finished code")
    .option('-w, --without <protection>', 'the finished code without this protection')
    .option(
      '-i, --inspect',
      'wait for a debugger, and let it step through the code without time limits',
    )
    .addHelpText('after', example('npx workbook replay 05 lost-update AAAABBBBBAA'))
    .addHelpText('after', trustHelp)
    .action(async (step, race, schedule, options) => {
      const { replayCommandLine } = await import('../commands/replay.ts');
      ended(await replayCommandLine(step, race, schedule, options));
    });

  command('crashes', 'crash and pause each cache protocol at every point')
    .addHelpText('after', example('npx workbook crashes'))
    .action(async (options) => {
      const { crashesCommand } = await import('../commands/crashes.ts');
      ended(await crashesCommand(options));
    });
}

function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}
