import type { Declare } from './declare.ts';

const current = 'the number of the step; without it, the one you are at';

/** The commands of the learner's loop. What they do is only loaded when one is run. */
export function addLearnerCommands({ command, example, ended }: Declare): void {
  command('loop', 'judge your attempt on every save, with help at a single key: npm start', false)
    .addHelpText('after', example('npx workbook loop'))
    .action(async () => {
      if (process.stdin.isTTY && process.stdout.isTTY) {
        const { loopCommand } = await import('../commands/loop.ts');
        return ended(await loopCommand());
      }
      const { whereCommand } = await import('../commands/where.ts');
      ended(await whereCommand());
    });

  command(
    'web',
    'the same in a browser: the course as pages, with your attempt and its judge',
    false,
  )
    .argument('[step]', current)
    .option('-p, --port <number>', 'serve the pages there; 4747 without it')
    .addHelpText('after', example('npx workbook web'))
    .action(async (step, options) => {
      const { webCommand } = await import('../commands/web.ts');
      ended(await webCommand(step, options));
    });

  command('start', 'begin a step: make your attempt out of what the step begins with')
    .argument('<step>', 'the number of the step, such as 06')
    .addHelpText('after', example('npx workbook start 06'))
    .action(async (step, options) => {
      const { startCommand } = await import('../commands/start.ts');
      ended(await startCommand(step, options));
    });

  command('test', 'judge your attempt: the first race that can happen, or that none can')
    .argument('[step]', current)
    .option('-w, --watch', 'judge again after every save, until Ctrl-C')
    .addHelpText('after', example('npx workbook test 06'))
    .action(async (step, options) => {
      if (options.watch) {
        const { watchCommand } = await import('../commands/watch.ts');
        return ended(await watchCommand(step, options));
      }
      const { testCommand } = await import('../commands/test.ts');
      ended(await testCommand(step, options));
    });

  command(
    'hint',
    'a little help with the race that fails: the idea, then the place, then the shape',
  )
    .argument('[step]', current)
    .option('-m, --more', 'one rung more than last time')
    .option('-r, --race <id>', 'about this race, without judging anything')
    .addHelpText('after', example('npx workbook hint 06 --more'))
    .action(async (step, options) => {
      const { hintCommand } = await import('../commands/hint.ts');
      ended(await hintCommand(step, options));
    });

  command('diff', 'compare your attempt with the finished code, or two steps')
    .argument('[step]', current)
    .argument('[other]', 'another step: then the finished code of both is compared')
    .option('-y, --yes', 'do not ask while your attempt is not green')
    .addHelpText('after', example('npx workbook diff\n  npx workbook diff 05 06'))
    .action(async (step, other, options) => {
      const { diffCommand } = await import('../commands/diff.ts');
      ended(await diffCommand(step, other, options));
    });

  command('solution', 'show the finished code; asks first while your attempt is not green')
    .argument('[step]', current)
    .option('-y, --yes', 'do not ask')
    .option('-t, --take', 'make it your attempt; what was there is saved')
    .option('--variant <name>', 'another version that the lesson shows, such as request-order')
    .addHelpText('after', example('npx workbook solution 06'))
    .action(async (step, options) => {
      const { solutionCommand } = await import('../commands/solution.ts');
      ended(await solutionCommand(step, options));
    });

  command('reset', 'begin a step again; what was there is saved')
    .argument('[step]', current)
    .addHelpText('after', example('npx workbook reset 06'))
    .action(async (step, options) => {
      const { resetCommand } = await import('../commands/reset.ts');
      ended(await resetCommand(step, options));
    });

  command('saved', 'list what was saved of your attempts, or bring it back')
    .option('-r, --restore <id>', 'make this your attempt again; what is there is saved')
    .addHelpText('after', example('npx workbook saved --restore 06/2026-11-20T21-30-05'))
    .action(async (options) => {
      const { savedCommand } = await import('../commands/saved.ts');
      ended(await savedCommand(options));
    });

  command('next', 'predict what the next step does, see it run, and go there')
    .option('-g, --guess <answer>', 'yes, it can happen, or no: answers without being asked')
    .option('-y, --yes', 'go on although the current step is not green')
    .addHelpText('after', example('npx workbook next --guess yes'))
    .action(async (options) => {
      const { nextCommand } = await import('../commands/next.ts');
      ended(await nextCommand(options));
    });

  command('lesson', 'print the lesson of a step, up to its tasks until your attempt is green')
    .argument('[step]', current)
    .option('-a, --answers', 'unfold the answers')
    .option('--all', 'go on after the tasks: the rest shows the finished code')
    .addHelpText('after', example('npx workbook lesson 06'))
    .action(async (step, options) => {
      const { lessonCommand } = await import('../commands/lesson.ts');
      ended(await lessonCommand(step, options));
    });

  command('doctor', 'check what a run needs: servers, ports, disk; each problem with its fix')
    .addHelpText('after', example('npx workbook doctor'))
    .action(async (options) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      ended(await doctorCommand(options));
    });
}
