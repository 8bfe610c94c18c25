import dgram from 'node:dgram';
import http2 from 'node:http2';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Actor } from '../actor.ts';
import { isServedByClient } from '../http/own-servers.ts';
import { escaping, escapingForInstance, inDriver, isInDriver, noteEscape } from './escape.ts';

/** Sees what controlled code sends over connections that no controlled driver has made. */
export function watchSockets(): void {
  const socket = Socket.prototype as unknown as WatchedSocket;
  const { connect } = socket;
  // Not a method of its own there: it is the stream's.
  const write = socket.write;
  socket.connect = function (this: WatchedSocket, ...args) {
    this[target] = targetOf(args);
    if (isServedByClient(this[target])) this[ofDriver] = true;
    if (isInDriver()) this[ofDriver] = true;
    if (this[ofDriver]) return inDriver(() => connect.apply(this, args));
    note(escaping(), `connects to ${this[target]}`);
    return connect.apply(this, args);
  };
  socket.write = function (this: WatchedSocket, ...args) {
    const actor = escapingForInstance();
    if (actor && !mayWrite(this)) note(actor, `sends to ${nameOf(this)}`);
    return write.apply(this, args);
  };
  watchDatagrams();
  watchSessions();
}

/** A controlled driver goes on to use a connection that was made before it was under control. */
export function belongsToDriver(socket: object): void {
  const { _handle } = socket as WatchedSocket;
  (socket as WatchedSocket)[ofDriver] = true;
  if (_handle) handlesOfDrivers.add(_handle);
}

/** Whether this socket belongs to a controlled driver. */
export function isSocketOfDriver(socket: object): boolean {
  return (socket as WatchedSocket)[ofDriver] === true;
}

/** Whether this is Node's own handle of a socket that belongs to a controlled driver. */
export function isHandleOfDriver(handle: object): boolean {
  return handlesOfDrivers.has(handle);
}

const handlesOfDrivers = new WeakSet<object>();

interface WatchedSocket {
  [target]?: string;
  [ofDriver]?: boolean;
  readonly _handle?: object | null;
  /** The server that has accepted it: its other end is what counts. */
  readonly _server?: unknown;
  /** Whether it is the process's own output. */
  readonly _isStdio?: boolean;
  /** The connection that is encrypted by this one. */
  readonly _parent?: unknown;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  connect(...args: unknown[]): unknown;
  write(...args: unknown[]): boolean;
}

const target = Symbol('where a socket is connected to');
const ofDriver = Symbol('a connection of a controlled driver');

function mayWrite(socket: WatchedSocket): boolean {
  if (socket[ofDriver] || socket._isStdio || socket._server) return true;
  return socket._parent instanceof Socket && mayWrite(socket._parent as unknown as WatchedSocket);
}

function note(actor: Actor | undefined, what: string): void {
  if (actor) noteEscape(actor, { kind: 'connection', what });
}

function nameOf(socket: WatchedSocket): string {
  return socket[target] ?? `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
}

/** Where `connect(port, host)`, `connect(path)` and `connect({ port, host, path })` lead. */
function targetOf(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first !== 'object' || first === null)
    return typeof first === 'string' && Number.isNaN(Number(first))
      ? first
      : `${typeof second === 'string' ? second : 'localhost'}:${first}`;
  const { path, host = 'localhost', port = '?' } = first as Partial<Record<string, string>>;
  return path ?? `${host}:${port}`;
}

function watchDatagrams(): void {
  const { send } = dgram.Socket.prototype as unknown as { send(...args: unknown[]): void };
  Object.assign(dgram.Socket.prototype, {
    send(this: dgram.Socket, ...args: unknown[]) {
      const to = args.slice(1).filter((arg) => typeof arg === 'number' || typeof arg === 'string');
      note(escapingForInstance(), `sends a datagram to ${to.slice(-2).reverse().join(':')}`);
      return send.apply(this, args);
    },
  });
}

/** The class of HTTP/2 sessions is not public: one that is never connected shows it. */
function watchSessions(): void {
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const session = http2.connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => {});
  const prototype = Object.getPrototypeOf(session) as { request(...args: unknown[]): unknown };
  session.destroy();
  const { request } = prototype;
  prototype.request = function (this: http2.ClientHttp2Session, ...args) {
    note(escapingForInstance(), `sends a request to ${this.originSet?.[0] ?? 'an HTTP/2 server'}`);
    return request.apply(this, args);
  };
}
