/**
 * A server that was asked for is not available. The message is one sentence for the person at the
 * terminal: what is missing, and what to install or set. It never carries a password.
 */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
}
