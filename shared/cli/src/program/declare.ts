import type { Command } from 'commander';
import type { ExitCode } from '../usage/exit-codes.ts';

/** What a command is declared with. */
export interface Declare {
  /** `json` says whether it has a result that tools can read; it has, unless that is false. */
  readonly command: (name: string, description: string, json?: boolean) => Command;
  readonly example: (line: string) => string;
  readonly ended: (code: ExitCode) => void;
}

/** How a race is named on every command line. */
export const raceArgument =
  'the id of the race, such as lost-update: its name with dashes, as npx workbook play lists them';

/** What is said of every command that runs a file of the user's choice. */
export const trustHelp = `
The file runs with your rights: it can do whatever you can. Judge only code
that you trust, or judge in a container.`;
