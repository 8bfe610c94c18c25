import { printedWidth, wrapped } from './format.ts';

/** What to do while the judge waits for a debugger at `address`, with the file that it is about to run. */
export function debuggerText(address: string, file: string, width = printedWidth()): string {
  const { host } = new URL(address);
  const what = `Attach one (in Chrome by chrome://inspect, in VS Code by "Attach to Node Process", in a terminal by node inspect ${host}), set breakpoints where it stops, in the first line of ${file}, and let it go on. Ctrl-C ends it.`;
  // An address is to be copied: it stays whole.
  return ['The judge waits for a debugger at', address, ...wrapped(what, width)].join('\n');
}
