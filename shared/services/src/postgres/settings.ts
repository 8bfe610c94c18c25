import { homeMark } from '../supervisor/assignment.ts';

/** The superuser of an embedded server. */
export const superuser = 'postgres';

/** How an empty cluster is made. */
export const initdbArgs = [
  `--username=${superuser}`,
  `--pgdata=${homeMark}/data`,
  `--pwfile=${homeMark}/password`,
  // On loopback no one listens in. To hide the password in an exchange takes a third of each connect, and races connect often.
  '--auth=password',
  '--encoding=UTF8',
  // PostgreSQL's own C.UTF-8: the same order of letters on every system, whatever is installed.
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  // Small log files and no checksums: the cluster is copied for every run and then thrown away.
  '--wal-segsize=1',
  '--no-data-checksums',
  '--no-sync',
  '--no-instructions',
];

/** The settings of every embedded server: its data is thrown away, so nothing need survive a crash. */
export const serverSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  max_logical_replication_workers: '0',
  max_connections: '400',
  shared_buffers: '32MB',
  jit: 'off',
  autovacuum: 'on',
  // Workers for asynchronous reads are three more processes, and everything fits into memory.
  io_method: 'sync',
  // Shared memory as files in the data folder: a killed server leaves nothing in /dev/shm.
  dynamic_shared_memory_type: 'mmap',
  // Many rounds of hashing slow down guessing a password that a person chose. Ours is 192 random
  // bits, which cannot be guessed, and each round is paid again at every connect.
  scram_iterations: '1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // The last lines of the log become part of an error's message, which has no use for a date.
  log_line_prefix: '',
  // A statement may carry a password; errors are logged without it.
  log_min_error_statement: 'panic',
};
