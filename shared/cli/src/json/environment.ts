import type { ServiceInfo } from '@workbook/services';

/** What the results were measured with. */
export interface Environment {
  /** Node's version, such as `24.21.0`. */
  readonly node: string;
  readonly postgresql?: Server;
  readonly redis?: Server;
}

/** A server that took part: its own version, and how it came to be there. */
export type Server = Pick<ServiceInfo, 'version' | 'source'>;
