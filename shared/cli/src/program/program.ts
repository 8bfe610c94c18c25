import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { printJson } from '../text/print.ts';
import { Interrupted, UsageError } from '../usage/errors.ts';
import type { ExitCode } from '../usage/exit-codes.ts';
import { nearestTo } from '../usage/nearest.ts';
import { addExploringCommands } from './exploring.ts';
import { addLearnerCommands, raceArgument } from './learner.ts';

/** Runs the command line in `argv`, as Node gives it, and resolves with the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let exitCode: number = 0;
  const program = programWith((code) => {
    exitCode = code;
  });
  try {
    if (argv.length <= 2) program.outputHelp();
    else await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // What was interrupted may still be at work: nothing of it may be seen.
    if (error instanceof Interrupted) process.exit(error.exitCode);
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return await report(usageErrorOf(error, program, argv[2]), argv.includes('--json'));
  }
}

/** Commander says what is wrong; what to do next is added here. */
function usageErrorOf(error: unknown, program: Command, name = ''): unknown {
  if (!(error instanceof CommanderError)) return error;
  const names = program.commands.map((one) => one.name());
  if (error.code === 'commander.unknownCommand')
    return new UsageError(`there is no command "${name}": did you mean ${nearestTo(name, names)}?`);
  const [what = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const help = ['workbook', ...names.filter((one) => one === name), '--help'].join(' ');
  const next = hint?.match(/^\((Did .*)\)$/)?.[1]?.replace('Did', 'did') ?? `${help} shows how`;
  return new UsageError(`${what.replace('. Expected', ', expected').replace(/\.$/, '')}: ${next}`);
}

async function report(error: unknown, json: boolean): Promise<ExitCode> {
  const { problemOf } = await import('../usage/problems.ts');
  const { kind, message, exitCode } = problemOf(error);
  if (json) printJson({ error: { kind, message } });
  console.error(`workbook: ${message}`);
  if (process.env.WORKBOOK_DEBUG === '1') console.error(error);
  return exitCode;
}

/** The commands. What they do is only loaded when one is run: help must not take a second. */
function programWith(ended: (code: ExitCode) => void): Command {
  const program = new Command('workbook')
    .description('Race conditions in data storage: every race, in every order, on the real thing.')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .configureHelp({ subcommandTerm })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .addHelpText('after', example('npx workbook start 01'))
    .addHelpText('after', exitCodeHelp)
    .hook('preAction', async () => {
      const { repairHome } = await import('../attempt/repair.ts');
      await repairHome();
    });

  program.commandsGroup('Your own step (without [step], the one you are at):');
  addLearnerCommands({
    command: (name, description) => command(program, name, description),
    example,
    ended,
  });

  program.commandsGroup('The races:');
  command(
    program,
    'map',
    'measure the course map: which race can happen on which step; all of it takes minutes',
  )
    .option('-r, --race <id>', 'only this race (may be repeated)', collect)
    .option('-s, --step <number>', 'only this step (may be repeated)', collect)
    .addHelpText('after', example('npx workbook map --step 05 --race lost-update'))
    .action(async (options) => {
      const { mapCommand } = await import('../commands/map.ts');
      ended(await mapCommand(options));
    });

  command(program, 'check', 'judge any file as an attempt at a step, by every race')
    .argument('<step>', 'the number of the step, such as 06')
    .argument('<file>', 'a file that exports createAccounts, or a folder with such an accounts.ts')
    .option('-r, --race <id>', 'only this race (may be repeated)', collect)
    .addHelpText('after', example('npx workbook check 06 steps/05/src/accounts.ts'))
    .addHelpText('after', trustHelp)
    .action(async (step, file, options) => {
      const { checkCommand } = await import('../commands/check.ts');
      ended(await checkCommand(step, file, options));
    });

  command(program, 'replay', 'run one history again and show it as a timeline')
    .argument('<step>', 'the number of the step, such as 05')
    .argument('<race>', raceArgument)
    .argument(
      '<schedule>',
      'which client goes at each move, such as AABBAB; a sign behind a letter is a fault there: - crash before, + after, % in the middle of a write, ~ pause, ^ Redis away, _ Redis failover; a small letter is the victim of a deadlock',
    )
    .option('-f, --file <file>', "an attempt, in place of the step's finished code")
    .option('-w, --without <protection>', 'the finished code without this protection')
    .addHelpText('after', example('npx workbook replay 05 lost-update AAAABBBBBAA'))
    .action(async (step, race, schedule, options) => {
      const { replayCommandLine } = await import('../commands/replay.ts');
      ended(await replayCommandLine(step, race, schedule, options));
    });

  command(
    program,
    'crashes',
    'crash and pause each protocol for a database with a cache, at every point of it',
  )
    .addHelpText('after', example('npx workbook crashes'))
    .action(async (options) => {
      const { crashesCommand } = await import('../commands/crashes.ts');
      ended(await crashesCommand(options));
    });

  addExploringCommands({
    command: (name, description) => command(program, name, description),
    example,
    ended,
  });

  return program;
}

/** Every command has options: to say so of each leaves no room for what it does. */
function subcommandTerm(one: Command): string {
  const names = one.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [one.name(), ...names].join(' ');
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'print the result as JSON, for tools');
}

function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}

const trustHelp = `
The file runs with your rights: it can do whatever you can. Judge only code
that you trust, or judge in a container.`;

const exitCodeHelp = `
Exit codes:
  0  green, or done
  1  red: a race can happen
  2  something has to be repaired first: an argument, a file, a server
  3  inconclusive`;

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
