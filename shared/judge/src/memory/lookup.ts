import type { Class, ExportNamedDeclaration, ModuleExportName, Node } from 'oxc-parser';
import { isFunction } from '../syntax/tree.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { packageExport } from './packages.ts';
import { ownerOf } from './patterns.ts';
import { Refused } from './refused.ts';
import type { SourceFile } from './source.ts';
import { has, isOnly, nothing, plain, primitive, type Value, value } from './values.ts';

/** What a name stands for that its file declares or imports. */
export function lookUp(
  name: Node & { readonly name: string },
  frame: Frame,
  i: Interpreter,
): Value {
  const variable = frame.file.variables.get(name);
  // A type may have the same name: it is gone when the code runs.
  const [definition, ...more] = variable?.defs.filter(({ type }) => type !== 'Type') ?? [];
  if (!variable || !definition || more.length > 0)
    throw new Refused(name, `the name ${name.name}, which is declared more than once`);
  const node = definition.node as unknown as Node;
  if (definition.type === 'ImportBinding')
    return imported(node, definition.parent as unknown as Node, frame.file, i);
  if (node.type === 'ClassDeclaration') return classAt(node, frame, i);
  const owner = ownerOf(variable.scope.variableScope.block, frame);
  if (!owner) throw new Refused(name, `the name ${name.name}, which is out of reach`);
  if (definition.type === 'FunctionName' && isFunction(node))
    return value({ kind: 'function', node, frame: i.frameOf(owner) });
  if (!['Variable', 'Parameter', 'CatchClause'].includes(definition.type))
    throw new Refused(name, `the name ${name.name}, which is of a kind not known`);
  const found = i.read(i.frameOf(owner), variable);
  if (has(found, 'em') && owner.node !== frame.node)
    i.note({ kind: 'captured', frame, site: name, from: i.frameOf(owner) });
  return found;
}

/** The frame of a file that is loaded. */
export function loading(file: SourceFile): Frame {
  return {
    file,
    node: file.program,
    phase: 'loading',
    self: primitive,
    outer: undefined,
    isConstructor: false,
    clients: '',
  };
}

function classAt(node: Class, at: Frame, i: Interpreter): Value {
  const parent = at.file.parents.get(node)?.type;
  if (parent !== 'Program' && parent !== 'ExportNamedDeclaration')
    throw new Refused(node, 'a class inside of a function');
  const frame = i.frameOf(loading(at.file));
  const extended = node.superClass ? i.evaluate(node.superClass, frame) : nothing;
  if (!has(extended, 'entity')) return value({ kind: 'class', node, frame });
  const isBare = node.body.body.every((member) => 'declare' in member && member.declare === true);
  if (!isOnly(extended, 'entity') || !isBare)
    throw new Refused(node, 'an entity with members of its own');
  return plain('entity');
}

function imported(node: Node, declaration: Node, file: SourceFile, i: Interpreter): Value {
  if (declaration.type !== 'ImportDeclaration')
    throw new Refused(node, 'an import of a kind not known');
  const from = declaration.source.value;
  const name =
    node.type === 'ImportSpecifier'
      ? nameIn(node.imported)
      : node.type === 'ImportDefaultSpecifier'
        ? 'default'
        : undefined;
  if (name === undefined) throw new Refused(node, 'an import of a kind not known');
  const other = file.files.get(from);
  if (!other) return packageExport(from, name, node);
  const found = exported(other, name, i);
  if (!found) throw new Refused(node, `an import of ${name}, which is not found in ${from}`);
  return found;
}

const nameIn = (node: ModuleExportName) => (node.type === 'Literal' ? node.value : node.name);

/** What a file exports under a name; undefined if it exports nothing by it. */
export function exported(file: SourceFile, name: string, i: Interpreter): Value | undefined {
  const found = file.program.body.flatMap((node) => {
    if (node.type === 'ExportNamedDeclaration' && node.exportKind !== 'type') {
      const one = exportedBy(node, name, file, i);
      return one ? [one] : [];
    }
    if (node.type !== 'ExportAllDeclaration' || node.exportKind === 'type') return [];
    if (node.exported) throw new Refused(node, 'an export of everything under one name');
    const other = file.files.get(node.source.value);
    if (!other) throw new Refused(node, 'an export of everything that a package exports');
    const one = exported(other, name, i);
    return one ? [one] : [];
  });
  return found[0];
}

function exportedBy(
  node: ExportNamedDeclaration,
  name: string,
  file: SourceFile,
  i: Interpreter,
): Value | undefined {
  const frame = i.frameOf(loading(file));
  for (const { exported: as, local, exportKind } of node.specifiers) {
    if (nameIn(as) !== name || exportKind === 'type') continue;
    if (!node.source) return local.type === 'Identifier' ? i.lookUp(local, frame) : undefined;
    const other = file.files.get(node.source.value);
    return other
      ? exported(other, nameIn(local), i)
      : packageExport(node.source.value, nameIn(local), node);
  }
  const { declaration } = node;
  if (!declaration) return undefined;
  const declared =
    declaration.type === 'VariableDeclaration'
      ? declaration.declarations.map(({ id }) => id)
      : declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration'
        ? [declaration.id]
        : [];
  for (const id of declared)
    if (id?.type === 'Identifier' && id.name === name) return i.lookUp(id, frame);
  return undefined;
}
