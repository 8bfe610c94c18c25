/** A run that a command can bring back. */
export interface Replayed {
  readonly step: string;
  /** The race's id. */
  readonly race: string;
  readonly schedule: string;
  /** The file, when it is not the step's finished code. */
  readonly file?: string;
  /** The protection that the finished code is short of. */
  readonly without?: string;
}

/** The command that brings `replayed` back, to be pasted into a shell. */
export function replayCommand({ step, race, schedule, file, without }: Replayed): string {
  const words = ['npx', 'workbook', 'replay', step, race, schedule];
  if (file !== undefined) words.push('--file', file);
  if (without !== undefined) words.push('--without', without);
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
