import { type Declare, raceArgument, trustHelp } from './declare.ts';

/** Adds the commands that explore a step: breaking, playing, predicting. */
export function addExploringCommands({ command, example, ended }: Declare): void {
  command('break', 'take protections out of a finished step, and see which races come back')
    .argument('<step>', 'the number of the step, such as 06')
    .argument('[protection]', 'the id of one protection; without it, all of them, one at a time')
    .option('-a, --all', 'try every race that the step prevents: this takes longer')
    .option('-y, --yes', 'do not ask while your attempt at the step is not green')
    .addHelpText('after', example('npx workbook break 06 lock-order'))
    .action(async (step, protection, options) => {
      const { breakCommand } = await import('../commands/break.ts');
      ended(await breakCommand(step, protection, options));
    });

  command(
    'play',
    'be the scheduler: say which client goes next, and make the race happen if it can',
  )
    .argument('<step>', 'the number of the step, such as 03')
    .argument('[race]', `${raceArgument}; without it, you choose`)
    .option('-f, --file <file>', "an attempt, in place of the step's finished code")
    .option('-m, --moves <schedule>', 'make these moves and end, for scripts')
    .addHelpText('after', example('npx workbook play 03 lost-update'))
    .addHelpText('after', trustHelp)
    .action(async (step, race, options) => {
      const { playCommand } = await import('../commands/play.ts');
      ended(await playCommand(step, race, options));
    });

  command('predict', 'say whether something can happen, and see a run; what was asked comes back')
    .argument('[step]', 'runs of this step, such as 06; without it, what is due, and then new ones')
    .option('-s, --seed <number>', 'draw the same questions again')
    .option(
      '-a, --answer <answer>',
      'yes or no: answer one question of a step and end, for scripts',
    )
    .addHelpText('after', example('npx workbook predict 06'))
    .action(async (step, options) => {
      const { predictCommand } = await import('../commands/predict.ts');
      ended(await predictCommand(step, options));
    });
}
