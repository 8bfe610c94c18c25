import { Socket } from 'node:net';
import { currentActor, uncontrolled } from '../../actor.ts';
import { isInDriver } from '../../escapes/escape.ts';
import { noteMessage } from '../../escapes/messages.ts';
import { belongsToDriver } from '../../escapes/watch-sockets.ts';
import { noteClosed, noteSent } from '../notifications.ts';
import { noteServerError } from '../server-errors.ts';
import { WaitLimit } from '../wait-limit.ts';
import { noteUsualLevel } from './usual-level.ts';

/** What a connection to PostgreSQL says of itself, whichever library uses it. */
export interface Wire {
  readonly pid: number;
  /** `I`: no transaction is open. `T`: one is. `E`: one is, and has failed. */
  readonly status: 'I' | 'T' | 'E';
  readonly waitLimit: WaitLimit;
  /** The client whose query it has sent last, if it was one. */
  client: string | undefined;
  /** A statement was sent over it, whose traces its session keeps. */
  noteSent(text: string): void;
  onClose(listener: () => void): void;
  destroy(): void;
}

const wires = new Map<number, SniffedWire>();
let watched = false;

/** The connection whose server process has this id. */
export function wireOf(pid: number): Wire | undefined {
  return wires.get(pid);
}

/** Sees connections to PostgreSQL by their first message. Calling this twice has no effect. */
export function watchWires(): void {
  if (watched) return;
  watched = true;
  const socket = Socket.prototype as unknown as { write(...args: unknown[]): boolean };
  const { write } = socket;
  socket.write = function (this: Socket, ...args: unknown[]) {
    const [first] = args;
    // A controlled `pg` sees to its connections by itself.
    if (!this.bytesWritten && !isInDriver() && Buffer.isBuffer(first) && isStartup(first)) {
      new SniffedWire(this, first);
      args[0] = withSettings(first, currentActor()?.controller.sessionSettings ?? settings);
    }
    return write.apply(this, args);
  };
}

/** What every session begins with that is made while no client's code is running. */
let settings: Readonly<Record<string, string>> = {};

/** From now on, sessions begin with these settings. */
export function beginSessionsWith(wanted: Readonly<Record<string, string>>): void {
  settings = wanted;
}

/** A length, and the version 3.0 of the protocol. */
function isStartup(message: Buffer): boolean {
  return (
    message.length > 8 &&
    message.readInt32BE(0) === message.length &&
    message.readInt32BE(4) === 3 << 16
  );
}

function withSettings(startup: Buffer, wanted: Readonly<Record<string, string>>): Buffer {
  const more = Object.entries(wanted).map(([name, value]) => `${name}\0${value}\0`);
  const message = Buffer.concat([startup.subarray(0, -1), Buffer.from(`${more.join('')}\0`)]);
  message.writeInt32BE(message.length, 0);
  return message;
}

/** Reads along what the server sends: who it is, and when it is ready for the next query. */
class SniffedWire implements Wire {
  pid = 0;
  client: string | undefined;
  status: Wire['status'] = 'I';
  readonly waitLimit = new WaitLimit();
  readonly #socket: Socket;
  /** Whose set-up, or whose client, has opened it, as far as that is known. */
  readonly #instance = currentActor()?.instance;
  #rest = Buffer.alloc(0);
  #closed = () => {};

  constructor(socket: Socket, startup: Buffer) {
    this.#socket = socket;
    // Names and values, each with a zero behind it.
    const options = startup.toString('latin1').replaceAll('\0', ' = ');
    this.waitLimit.noteText(options);
    if (/isolation/i.test(options)) noteUsualLevel();
    // Before the library, which goes on as soon as it has read.
    socket.prependListener('data', (chunk: Buffer) => this.#read(chunk));
    socket.once('close', () => {
      if (wires.get(this.pid) === this) wires.delete(this.pid);
      noteClosed(this);
      this.#closed();
    });
  }

  noteSent(text: string): void {
    this.waitLimit.noteText(text);
    noteSent(this, text);
  }

  onClose(listener: () => void): void {
    this.#closed = listener;
  }

  destroy(): void {
    this.#socket.on('error', () => {});
    uncontrolled(() => this.#socket.destroy());
  }

  #read(chunk: Buffer): void {
    let left = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (; left.length >= 5; ) {
      const end = 1 + left.readInt32BE(1);
      if (left.length < end) break;
      if (left[0] === keyData) {
        this.pid = left.readInt32BE(5);
        wires.set(this.pid, this);
        belongsToDriver(this.#socket);
      }
      if (left[0] === error) this.#noteError(left.toString('utf8', 5, end));
      if (left[0] === notification) this.#noteNotification(left.toString('utf8', 9, end));
      if (left[0] === ready) this.status = String.fromCharCode(left[5] ?? 0) as Wire['status'];
      left = left.subarray(end);
    }
    this.#rest = Buffer.from(left);
  }

  /** The channel and the payload, each with a zero behind it. */
  #noteNotification(message: string): void {
    if (this.#instance !== undefined) noteMessage(this.#instance, message.split('\0')[0] ?? '');
  }

  /** Fields with a letter in front of each, and a zero behind it. */
  #noteError(fields: string): void {
    const field = (letter: string) =>
      fields
        .split('\0')
        .find((one) => one.startsWith(letter))
        ?.slice(1) ?? '';
    noteServerError(field('C'), field('M'), this.client);
  }
}

const keyData = 'K'.charCodeAt(0);
const error = 'E'.charCodeAt(0);
const notification = 'A'.charCodeAt(0);
const ready = 'Z'.charCodeAt(0);
