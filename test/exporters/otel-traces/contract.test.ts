import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelTraces, RecordingSink, ReferenceTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import { tracerContract } from '../../../src/testing/index.js';

const targets = [{ kind: 'memory', memory: { add: () => undefined } }] as const;

describe('through the SDK', () => {
  tracerContract({
    create: async () => {
      const provider = await createTraceProvider({ targets });
      const sink = new SdkSink({
        tracer: provider.tracer,
        flush: () => provider.flush(),
        shutdown: () => provider.shutdown(),
        onError: (error) => {
          throw error;
        },
      });
      return new OtelTraces({ sink });
    },
  });
});

describe('into memory', () => {
  tracerContract({ create: () => new OtelTraces({ sink: new RecordingSink() }) });
});

describe('in every scope, with all that costs', () => {
  tracerContract({
    create: () =>
      new OtelTraces({
        sink: new RecordingSink(),
        scope: 'cause',
        rotate: { spans: 5 },
        groups: true,
        groupSpans: 'lifetime',
        handlers: 'both',
        multi: 'instance',
        logArgs: true,
        naming: 'plain',
      }),
  });
});

describe('as the reference', () => {
  tracerContract({ create: () => new ReferenceTraces({ sink: new RecordingSink() }) });
});
