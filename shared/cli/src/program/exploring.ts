import { type Declare, raceArgument } from './declare.ts';

/** Adds the commands by which somebody explores a step: breaking, playing, predicting. */
export function addExploringCommands({ command, example, ended }: Declare): void {
  command('break', 'take protections out of a finished step, and see which races come back')
    .argument('<step>', 'the number of the step, such as 06')
    .argument('[protection]', 'the id of one protection; all of them, one at a time, when absent')
    .option('-a, --all', 'try every race that the step prevents: this takes longer')
    .addHelpText('after', example('npx workbook break 06 lock-order'))
    .action(async (step, protection, options) => {
      const { breakCommand } = await import('../commands/break.ts');
      ended(await breakCommand(step, protection, options));
    });

  command(
    'play',
    'be the scheduler: say which client goes next, and break the race if it can be broken',
  )
    .argument('<step>', 'the number of the step, such as 03')
    .argument('<race>', raceArgument)
    .option('-f, --file <file>', "an attempt, in place of the step's finished code")
    .option('-m, --moves <schedule>', 'make these moves and end, for scripts')
    .addHelpText('after', example('npx workbook play 03 lost-update'))
    .action(async (step, race, options) => {
      const { playCommand } = await import('../commands/play.ts');
      ended(await playCommand(step, race, options));
    });

  command('predict', 'see the beginning of a run, say how it ends, and see whether that is so')
    .argument('<step>', 'the number of the step, such as 06')
    .option('-s, --seed <number>', 'draw the same questions again')
    .option('-a, --answer <ending>', 'holds or breaks: answer one question and end, for scripts')
    .addHelpText('after', example('npx workbook predict 06'))
    .action(async (step, options) => {
      const { predictCommand } = await import('../commands/predict.ts');
      ended(await predictCommand(step, options));
    });
}
