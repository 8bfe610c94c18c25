import { readFileSync } from 'node:fs';

/**
 * Imported before everything else: on an older Node, what comes after it fails at the first built-in that is missing
 * there, and does not say why. npm starts scripts on the Node that the project brings along, where it brings one.
 */
interface Project {
  readonly config: { readonly oldestNode: string };
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const { config, optionalDependencies } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as Project;
const [major = 0, minor = 0] = config.oldestNode.split('.').map(Number);
const [runningMajor = 0, runningMinor = 0] = process.versions.node.split('.').map(Number);

if (runningMajor < major || (runningMajor === major && runningMinor < minor)) {
  const own = `node-${process.platform}-${process.arch}`;
  const brought =
    own in optionalDependencies ? 'run npm ci --include=optional and npm start, or ' : '';
  console.error(
    `Node ${process.version} is too old: ${brought}use Node ${config.oldestNode} or newer`,
  );
  process.exit(2);
}
