import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { isTooOld, oldest } = require('../../../scripts/node-age.cjs') as {
  readonly isTooOld: boolean;
  readonly oldest: string;
};

// Imported before everything else: on an older Node, what comes after it fails at the first built-in that is missing
// there, and does not say why. npm starts scripts on the Node that the project brings along, where it brings one.
if (isTooOld) {
  const { optionalDependencies } = require('../../../package.json') as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const own = `node-${process.platform}-${process.arch}`;
  const brought =
    own in optionalDependencies ? 'run npm ci --include=optional and npm start, or ' : '';
  console.error(`Node ${process.version} is too old: ${brought}use Node ${oldest} or newer`);
  process.exit(2);
}
