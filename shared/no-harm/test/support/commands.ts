/** A command that takes a server, as a user types it. */
export interface CommandRow {
  readonly command: string;
  /** The exit code that it must end with; 0 unless told. */
  readonly code?: number;
  /** A server: it is ended by this signal as soon as it has served a request; the pages, when they have judged and played. */
  readonly endedBy?: 'SIGTERM' | 'SIGKILL';
  /** For a command in a terminal: what the screen shows before the key `q` ends it. */
  readonly showsBeforeQ?: string;
  /** A bench, which takes long: run only where WORKBOOK_EVERY_COMMAND is set. */
  readonly isLong?: boolean;
}

const finished = (step: string) => `steps/${step}/src/accounts.ts`;

/** Each command, in the smallest form in which it does all that it does to a server. */
export const ofTheWorkbook: readonly CommandRow[] = [
  { command: 'npx workbook doctor' },
  { command: 'npx workbook map --step 05 --step 08 --race lost-update' },
  { command: `npx workbook check 06 ${finished('06')} --race crossed-transfers` },
  { command: `npx workbook check 06 ${finished('05')} --race lost-update`, code: 1 },
  { command: `npx workbook check 08 ${finished('08')} --race redis-failover-two-instances` },
  { command: 'npx workbook crashes' },
  { command: 'npx workbook replay 05 lost-update AAAABBBBBAA', code: 1 },
  { command: 'npx workbook play 05 lost-update --moves AAAABBBBBAA', code: 1 },
  { command: 'npx workbook predict 06 --answer holds --seed 1 --json' },
  { command: 'npx workbook break 06 lock-order' },
  { command: 'npx workbook start 06' },
  { command: 'npx workbook test 06', code: 1 },
  { command: 'npx workbook web 06 --port 0', endedBy: 'SIGTERM' },
  { command: 'npx workbook proof - --step 06', code: 1 },
  { command: 'npx workbook next --guess yes --yes' },
  { command: 'npx workbook loop', showsBeforeQ: 'quit' },
];

/** The same for the scripts of the project and of its steps. */
export const scripts: readonly CommandRow[] = [
  { command: 'npm run check:panel -- --quick 03/id-from-the-count' },
  { command: 'npm run check:mutants -- 06/lock-order' },
  { command: 'npm run check:reduction -- --whole 10 --first 5 06/lost-update' },
  { command: 'npm run check:load -- --step 08 --requests 300' },
  { command: 'npm run check:fuzz -- --step 08 --requests 100' },
  { command: 'npm run check:faults -- --step 08' },
  { command: 'npm run bench:loop -- --saves 1 --step 06' },
  { command: 'npm run bench:steps -- --quick', isLong: true },
  { command: 'npm run bench:explorer -- --rounds 1 --processes 1', isLong: true },
  { command: 'npm run lessons -- --check steps/03/README.md' },
  ...['03', '04', '05', '06', '07', '08', '09'].flatMap((step): CommandRow[] => [
    { command: `npm start -w step-${step}`, endedBy: 'SIGTERM' },
  ]),
  { command: 'npm start -w step-08', endedBy: 'SIGKILL' },
  { command: 'npm test -w step-03' },
];
