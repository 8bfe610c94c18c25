/**
 * Imported before everything else: on an older Node, what comes after it would fail at the first
 * built-in that is missing there, and not say why.
 */
const needed = [22, 12] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1]))
  throw new Error(
    `@workbook/explorer needs Node ${needed.join('.')} or newer, and this is Node ${process.versions.node}`,
  );
