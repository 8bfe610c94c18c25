import { meetingInThePool } from './connections.ts';
import { meetingInAFile } from './files.ts';
import type { Frame } from './frame.ts';
import { exported, loading } from './lookup.ts';
import { Machine } from './machine.ts';
import { hasMember } from './members.ts';
import { checkPackage } from './packages.ts';
import { Refused } from './refused.ts';
import { type Place, placed, type SourceFile } from './source.ts';
import { load } from './statements.ts';
import { awaited, data, nothing, plain, value } from './values.ts';

/**
 * Follows an attempt from `createAccounts` through every request. Returns the first reason not to believe that it keeps
 * nothing in memory, or nothing but locks where it `isWatched`; undefined when there is none.
 */
export function follow(main: SourceFile, isWatched = false): Place | undefined {
  const files = allFiles(main);
  const machine = new Machine();
  try {
    for (const file of files) {
      const frame = machine.frameOf(loading(file));
      checkImports(file, isWatched);
      machine.follow(frame, () => load(file.program, frame, machine));
    }
    machine.follow(machine.frameOf({ ...loading(main), phase: 'set-up' }), () =>
      begin(main, machine),
    );
    machine.run();
    const { acts, calls } = machine;
    const refused = meetingInThePool(acts, calls) ?? meetingInAFile(acts, calls);
    if (!refused) return undefined;
    throw refused;
  } catch (error) {
    const node = error instanceof Refused ? error.node : undefined;
    const { path, text } = files.find(({ parents }) => node && parents.has(node)) ?? main;
    return placed(error, path, text);
  }
}

function allFiles(main: SourceFile): readonly SourceFile[] {
  const all = new Set([main]);
  for (const file of all) for (const other of file.files.values()) all.add(other);
  return [...all];
}

function checkImports({ program, files }: SourceFile, isWatched: boolean): void {
  for (const node of program.body) {
    const isImport = node.type === 'ImportDeclaration' && node.importKind !== 'type';
    const isExport =
      (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') &&
      node.exportKind !== 'type';
    if ((!isImport && !isExport) || !node.source || files.has(node.source.value)) continue;
    checkPackage(node.source.value, node, isWatched);
  }
}

/** What requests call of what `createAccounts` returns. */
const methods = [
  ...['open', 'find', 'list', 'deposit', 'withdraw', 'transfer', 'close', 'rename', 'report'],
  ...['@@asyncDispose', '@@dispose'],
];

function begin(main: SourceFile, machine: Machine): void {
  const start: Frame = machine.frameOf({ ...loading(main), phase: 'set-up' });
  const request: Frame = { ...start, phase: 'request' };
  const site = main.program;
  const call = (name: string) => {
    const functions = exported(main, name, machine);
    if (!functions) return nothing;
    return machine.callBack(functions, [plain('resources')], site, start);
  };
  call('createSchema');
  const accounts = awaited(call('createAccounts'));
  for (const made of accounts.values()) {
    if (made.kind === 'primitive') continue;
    if (made.kind !== 'object')
      throw new Refused(site, 'accounts that are no object of a class or a literal of its own');
    for (const name of methods) {
      if (!hasMember(made, name, machine)) continue;
      machine.callMember(value(made), name, [data, data, data, data], site, request);
    }
  }
}
