import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { printJson } from '../json/print-json.ts';
import type { ProblemResult } from '../json/problem.ts';
import { Interrupted, UsageError } from '../usage/errors.ts';
import type { ExitCode } from '../usage/exit-codes.ts';
import { nearestTo } from '../usage/nearest.ts';
import type { Declare } from './declare.ts';
import { addExploringCommands } from './exploring.ts';
import { addLearnerCommands } from './learner.ts';
import { addRaceCommands } from './races.ts';

/** Runs the command line in `argv`, as Node gives it, and resolves with the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let exitCode: number = 0;
  const program = programWith((code) => {
    exitCode = code;
  });
  try {
    refuseHelpWith(argv.slice(2), program);
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

/** Commander answers `help` with a word that is no command by the help of all commands, and an error without words. */
function refuseHelpWith([first, name = 'help']: readonly string[], program: Command): void {
  const names = program.commands.map((one) => one.name());
  if (first === 'help' && !['help', ...names].includes(name) && !name.startsWith('-'))
    throw noCommand(name, names);
}

function noCommand(name: string, names: readonly string[]): UsageError {
  return new UsageError(`there is no command "${name}": did you mean ${nearestTo(name, names)}?`);
}

/** Commander says what is wrong; what to do next is added here. */
function usageErrorOf(error: unknown, program: Command, name = ''): unknown {
  if (!(error instanceof CommanderError)) return error;
  const names = program.commands.map((one) => one.name());
  if (error.code === 'commander.unknownCommand') return noCommand(name, names);
  const isRefused = error.code === 'commander.unknownOption' && error.message.includes("'--json'");
  if (isRefused && names.includes(name))
    return new UsageError(
      `${name} has no result to print as JSON: npx workbook test --json judges your attempt once`,
    );
  const [what = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const help = ['workbook', ...names.filter((one) => one === name), '--help'].join(' ');
  const next = hint?.match(/^\((Did .*)\)$/)?.[1]?.replace('Did', 'did') ?? `${help} shows how`;
  return new UsageError(`${what.replace('. Expected', ', expected').replace(/\.$/, '')}: ${next}`);
}

async function report(error: unknown, json: boolean): Promise<ExitCode> {
  const { problemOf } = await import('../usage/problems.ts');
  const { kind, message, exitCode } = problemOf(error);
  if (json) printJson<ProblemResult>({ error: { kind, message } });
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

  const declare: Declare = {
    command: (name, description, json) => command(program, name, description, json),
    example,
    ended,
  };
  program.commandsGroup('Your own step (without [step], the one you are at):');
  addLearnerCommands(declare);

  program.commandsGroup('The races:');
  addRaceCommands(declare);
  addExploringCommands(declare);
  return program;
}

/** Every command has options: to say so of each leaves no room for what it does. */
function subcommandTerm(one: Command): string {
  const names = one.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [one.name(), ...names].join(' ');
}

function command(program: Command, name: string, description: string, json = true): Command {
  const declared = program.command(name).description(description);
  return json ? declared.option('--json', 'print the result as JSON, for tools') : declared;
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}

const exitCodeHelp = `
Exit codes:
  0  green, or done
  1  red: a race can happen
  2  cannot be judged yet: repair an argument, a file, a server
  3  inconclusive`;

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
