/**
 * Stands between the workbook and the file system: `watchChanges` hears of each change below a
 * folder, before and after. Preloaded into a command with KILL_AT it ends the command at the change
 * of that number below WORKBOOK_HOME, counted from one, as `kill -9` does, with half of it done.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/** Which argument of a change is the path that appears, changes or goes. */
const changes = {
  sync: { renameSync: 1, mkdirSync: 0, rmSync: 0, writeFileSync: 0, openSync: 0 },
  async: { cp: 1, mkdir: 0, rm: 0, rmdir: 0, rename: 1, writeFile: 0, chmod: 0 },
};

/** A copy may be made by other changes here, which do not count. */
const within = new AsyncLocalStorage();

const real = { ...fs, promises: { ...fsPromises } };

/**
 * Calls `hear({ name, args, moment })` before and after each change below `folder`; what it throws
 * before, the change throws. Returns what ends this.
 */
export function watchChanges(folder, hear) {
  const own = (name, args, at) => {
    if (within.getStore() || (name === 'openSync' && args[1] === 'r')) return false;
    return typeof args[at] === 'string' && args[at].startsWith(folder);
  };
  for (const [name, at] of Object.entries(changes.sync))
    fs[name] = (...args) => {
      if (!own(name, args, at)) return real[name](...args);
      hear({ name, args, moment: 'before' });
      const result = real[name](...args);
      hear({ name, args, moment: 'after' });
      return result;
    };
  for (const [name, at] of Object.entries(changes.async))
    fsPromises[name] = async (...args) => {
      if (!own(name, args, at)) return real.promises[name](...args);
      hear({ name, args, moment: 'before' });
      const result = await within.run(true, () => real.promises[name](...args));
      hear({ name, args, moment: 'after' });
      return result;
    };
  syncBuiltinESMExports();
  return () => {
    for (const name of Object.keys(changes.sync)) fs[name] = real[name];
    for (const name of Object.keys(changes.async)) fsPromises[name] = real.promises[name];
    syncBuiltinESMExports();
  };
}

/**
 * Does to what runs in this process what a kill does to a process: the change of that number below
 * `folder`, counted from one, is done by half, and each one after it fails, so that no clean-up
 * happens. Returns whether it came so far, and what ends this.
 */
export function killWithin(folder, at) {
  let count = 0;
  const end = watchChanges(folder, (change) => {
    if (change.moment === 'after') return;
    count += 1;
    if (count === at) begin(change);
    if (count >= at) throw new Error('killed');
  });
  return { killed: () => count >= at, end };
}

/** Does the first part of a change: one file of a folder, half of a text. */
function begin({ name, args: [from, to] }) {
  if (name === 'cp') {
    const first = real.readdirSync(from, { withFileTypes: true }).find((one) => one.isFile());
    real.mkdirSync(to);
    if (first) real.copyFileSync(join(from, first.name), join(to, first.name));
  }
  if (name.startsWith('rm') && real.existsSync(from)) {
    const file = real
      .readdirSync(from, { withFileTypes: true, recursive: true })
      .find((one) => one.isFile());
    if (file) real.rmSync(join(file.parentPath, file.name));
  }
  if (name.startsWith('writeFile')) real.writeFileSync(from, to.slice(0, to.length / 2));
}

if (process.env.KILL_AT) {
  let count = 0;
  watchChanges(process.env.WORKBOOK_HOME, (change) => {
    if (change.moment === 'after') return;
    count += 1;
    if (count !== Number(process.env.KILL_AT)) return;
    begin(change);
    process.kill(process.pid, 'SIGKILL');
  });
}
