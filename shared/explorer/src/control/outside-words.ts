/** What Node calls by this type, for people. */
export function inWords(type: string): string {
  const request = /^(.+)REQUEST$/.exec(type)?.[1]?.toLowerCase();
  return handleWords[type] ?? jobWords[type] ?? (request ? `crypto (${request})` : `"${type}"`);
}

/** Whether what Node calls by this type lasts until it is closed. */
export function isKnownHandle(type: string): boolean {
  return type in handleWords;
}

const handleWords: Readonly<Record<string, string>> = {
  WORKER: 'a worker thread',
  MESSAGEPORT: 'a message port',
  PROCESSWRAP: 'a child process',
  TCPWRAP: 'a socket',
  PIPEWRAP: 'a pipe',
  UDPWRAP: 'a datagram socket',
  ZLIB: 'zlib',
  FSEVENTWRAP: 'a watcher of files',
  STATWATCHER: 'a watcher of files',
  Timeout: 'a timer',
};

const jobWords: Readonly<Record<string, string>> = {
  GETADDRINFOREQWRAP: 'the address of a host',
  GETNAMEINFOREQWRAP: 'the name of a host',
  QUERYWRAP: 'an answer of the DNS',
  TCPCONNECTWRAP: 'a connection',
  PIPECONNECTWRAP: 'a connection',
  FSREQCALLBACK: 'a file call',
  FSREQPROMISE: 'a file call',
};
