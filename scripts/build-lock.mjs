// A lock between processes that the kernel frees when its holder dies: a listening socket.
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/**
 * Runs `work` while no other process runs it for the same folder; waits for the other one first.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(root, work) {
  const address = lockAddress(root);
  for (;;) {
    const server = await listen(address);
    if (server) {
      try {
        return await work();
      } finally {
        server.close();
        server.closeWaiters();
      }
    }
    await holderIsGone(address);
  }
}

/**
 * Linux and Windows know names that are no files, so nothing is left behind by a kill. Elsewhere it is a socket file:
 * two that find a dead one at the same instant may both build, which costs time and nothing else.
 */
function lockAddress(root) {
  const id = createHash('sha256').update(fs.realpathSync(root)).digest('hex').slice(0, 24);
  if (process.platform === 'linux') return `\0build-${id}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\build-${id}`;
  return path.join(os.tmpdir(), `build-${id}.sock`);
}

function listen(address) {
  return new Promise((resolve, reject) => {
    const waiters = new Set();
    const server = net.createServer(socket => {
      waiters.add(socket);
      socket.on('error', () => socket.destroy());
    });
    server.closeWaiters = () => {
      for (const socket of waiters) socket.destroy();
    };
    server.once('error', error => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

/** Resolves when the holder's end of the socket closes, which a kill does too. */
function holderIsGone(address) {
  return new Promise(resolve => {
    const socket = net.connect(address);
    socket.on('error', error => {
      if (error.code === 'ECONNREFUSED' && path.isAbsolute(address)) fs.rmSync(address, {force: true});
    });
    socket.on('close', resolve);
    socket.resume();
  });
}
