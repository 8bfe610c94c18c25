import { join } from 'node:path';

/** To import it from a package would decide where the learner's files are, before a test has said so. */
export const projectFolder = join(import.meta.dirname, '../../../..');
