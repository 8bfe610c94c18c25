import { randomBytes } from 'node:crypto';

const prefix = 'workbook_';
const form = /^workbook_[0-9a-f]{12}$/;

/** How long the name of a run is, in characters and in bytes. */
export const runNameLength = 21;

/** `workbook_` and 48 random bits: no other run has the same, whatever container or machine it is in. */
export function newRunName(): string {
  return prefix + randomBytes(6).toString('hex');
}

/** The twelve hexadecimal digits of a run's name. */
export function randomPartOf(run: string): string {
  return run.slice(prefix.length, runNameLength);
}

/** The name of the run whose first database `url` names; undefined when it names another database. */
export function runNamedBy(url: URL): string | undefined {
  const name = url.pathname.slice(1);
  return form.test(name) ? name : undefined;
}
