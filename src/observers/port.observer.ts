import {createServer} from 'node:net';
import {
  type Application,
  CoreBindings,
  inject,
  type LifeCycleObserver,
  lifeCycleObserver,
} from '@loopback/core';
import {RestBindings, type RestServer} from '@loopback/rest';
import type {Config} from '../config';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';

const TRIES = 20;

/** Last before the server: in development, when nobody asked for a port, a taken one is passed over. */
@lifeCycleObserver('port')
export class PortObserver implements LifeCycleObserver {
  constructor(
    @inject(CoreBindings.APPLICATION_INSTANCE) private readonly application: Application,
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const {host, port, portIsFixed} = this.config.http;
    if (portIsFixed) return;
    for (let candidate = port; candidate < port + TRIES; candidate += 1) {
      if (!(await isFree(host, candidate))) continue;
      if (candidate !== port)
        this.logger.warn({taken: port, port: candidate}, 'the port is taken, using another one');
      const server = await this.application.get<RestServer>('servers.RestServer');
      server.bind(RestBindings.PORT).to(candidate);
      return;
    }
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
