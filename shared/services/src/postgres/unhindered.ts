/**
 * A role may be meant to read only, or to be quick. What the workbook does in its own name makes databases, which
 * takes a while: a session that has run this is hindered by neither.
 */
export const unhindered =
  'SET default_transaction_read_only = off; SET statement_timeout = 0; SET lock_timeout = 0';
