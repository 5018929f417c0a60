import {BindingScope, injectable} from '@loopback/core';
import {collectDefaultMetrics, Histogram, Registry} from 'prom-client';

/** Figures of this process in Prometheus' text format. */
@injectable({scope: BindingScope.SINGLETON})
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({register: this.registry});
  }

  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({method, route, status: String(status)}, seconds);
  }
}
