import type { Limit } from '../cost/report.ts';
import { PgAlone } from './pg-alone.ts';
import type { SliceOptions } from './slice.ts';

/** What the process is asked for, one request after the other. Its answer is a `Slice`. */
export interface SliceRequest {
  readonly limit: Limit;
  readonly options: SliceOptions;
}

// A process of its own, as a step has one: so the driver does not share a thread with the client
// that measures. The url is in the environment, where no list of processes shows its password.
const { LOAD_DATABASE_URL: url = '', LOAD_ACCOUNTS: accounts } = process.env;
const alone = await PgAlone.open(url, Number(accounts));
process.on('message', ({ limit, options }: SliceRequest) => {
  // A failure ends this process, and so the parent learns of it.
  void alone.slice(limit, options).then((slice) => process.send?.(slice));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
