import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { encode } from './requests.ts';

const defaultPort = 6379;

/**
 * One more connection to the server at `url`, as its user, with the database `real` selected. Throws
 * when it cannot connect.
 */
export async function openUpstream(url: string, real: number): Promise<Socket> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(port || defaultPort), noDelay: true };
  const secure = protocol === 'rediss:';
  const socket = secure ? connectByTls({ ...place, servername: host }) : connect(place);
  socket.unref();
  try {
    await once(socket, secure ? 'secureConnect' : 'connect');
    const commands: (string | number)[][] = [['SELECT', real]];
    const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
    if (user) commands.unshift(['AUTH', user, secret]);
    else if (secret) commands.unshift(['AUTH', secret]);
    socket.write(Buffer.concat(commands.map(encode)));
    await acknowledged(socket, commands.length);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Resolves when the server has said OK so many times. Anything else, or an end before, is thrown. */
async function acknowledged(socket: Socket, times: number): Promise<void> {
  const awaited = '+OK\r\n'.repeat(times);
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const hear = (chunk: Buffer) => {
    said += chunk.toString('latin1');
    if (said === awaited) resolve();
    else if (!awaited.startsWith(said)) reject(new Error(said.trim()));
  };
  const hangUp = () => reject(new Error('the server hung up'));
  socket.on('data', hear).once('close', hangUp);
  try {
    await promise;
  } finally {
    socket.off('data', hear).off('close', hangUp).pause();
  }
}
