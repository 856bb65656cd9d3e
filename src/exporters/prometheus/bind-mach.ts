import { bindByHand, handleOf } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import type { MachineView } from '../../tracer/index.js';
import { AveragedMetrics } from './averaged/averaged-metrics.js';
import type { AveragedOptions } from './averaged/averaged-metrics.js';
import { PrometheusMetrics } from './metrics.js';
import type { PrometheusOptions } from './options.js';
import { Pusher } from './push/pusher.js';
import type { PusherOptions } from './push/pusher.js';
import type { MetricRegistry } from './registry.js';

/** A machine that is metered by hand. */
export interface MachMetrics extends Handle {
  readonly metrics: PrometheusMetrics;
}

/** A machine whose averaged gauges are kept by hand. */
export interface AveragedMachMetrics extends Handle {
  readonly metrics: AveragedMetrics;
  /** Ends the interval: the gauges of the machine, and of its submachines, get the values of the samples since the last call. */
  sync(): void;
  /** Sets the gauges to 0, for good. */
  close(): void;
}

/** What registries and Pushgateways can show. */
type Shown = Pick<PrometheusMetrics, 'id' | 'register'>;

/**
 * Meters a machine by hand; {@link bindToRegistry} shows the metrics.
 * @param metering metrics that several machines share, which their owner shuts down; or what to make them of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindMach(machine: Bindable, metering: PrometheusMetrics | PrometheusOptions = {}): MachMetrics {
  const shared = metering instanceof PrometheusMetrics;
  const metrics = shared ? metering : new PrometheusMetrics(metering);
  return { ...bindByHand(machine, metrics, !shared), metrics };
}

/**
 * Keeps the fifteen averaged gauges of a machine, as the reference has them (telemetry specification §3.1). Call `sync` right before
 * they are read, unless reading does it; {@link bindToRegistry} and {@link bindToPusher} show them.
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindAveraged(
  machine: Bindable & { readonly view: MachineView },
  options: AveragedOptions = {},
): AveragedMachMetrics {
  const metrics = new AveragedMetrics(options);
  return {
    ...bindByHand(machine, metrics, true),
    metrics,
    sync: () => metrics.sync(machine.view),
    close: () => metrics.close(machine.view),
  };
}

/**
 * Shows metrics in a registry, until the handle is disposed of or the metrics end.
 * @throws MachineError `EXPORTER` when the registry has foreign metrics under our names
 */
export function bindToRegistry(metrics: Shown | { readonly metrics: Shown }, registry: MetricRegistry): Handle {
  const shown = 'register' in metrics ? metrics : metrics.metrics;
  const unregister = shown.register(registry);
  return handleOf(shown.id, {
    flush: () => undefined,
    dispose: () => {
      unregister();
      return undefined;
    },
  });
}

/** How metrics are pushed; without a registry of its own it has one that nobody else has. */
export type BindToPusherOptions = Omit<PusherOptions, 'registry'> & { readonly registry: MetricRegistry };

/** Metrics on their way to a Pushgateway. */
export interface PushHandle extends Handle {
  readonly pusher: Pusher;
}

/**
 * Pushes metrics to a Pushgateway in intervals, until the handle is disposed of: then a last time, and the group is taken away.
 * `flush` pushes at once.
 * @throws MachineError `CONFIG` for an address, job or label that is none, `EXPORTER` as {@link bindToRegistry}
 */
export function bindToPusher(metrics: Shown | { readonly metrics: Shown }, options: BindToPusherOptions): PushHandle {
  const pusher = new Pusher(options);
  const shown = bindToRegistry(metrics, options.registry);
  pusher.start();
  const handle = handleOf(shown.id, {
    flush: async () => {
      await pusher.push();
    },
    dispose: async () => {
      await pusher.shutdown();
      await shown.dispose();
    },
  });
  return { ...handle, pusher };
}
