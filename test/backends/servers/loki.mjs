import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { freePort, start } from '../process.mjs';
import { stackCommand, stackFile } from '../stack-files.mjs';
import { getJson, waitFor } from '../wait.mjs';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('loki/', import.meta.url));
const target = 'github.com/grafana/loki/v3/cmd/loki';
const PAGE = 5000;
const DAY_MS = 86_400_000;

/** Loki, built from the Go module beside this file, with the configuration of the stack. */
export const loki = {
  name: 'loki',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'loki', title: 'Loki', module, target }, say),

  /**
   * Starts it with its data in a folder, where it goes on if there are some.
   * @param options `folder`: for its data, @default the one given; `port`: @default a free one; `tenants`: it has some, and wants to know which; `metadata`: false for none
   */
  async start(binary, given, { folder = given, port, tenants = false, metadata = true } = {}) {
    const [http, grpc] = [port ?? (await freePort()), await freePort()];
    await mkdir(folder, { recursive: true });
    const config = await stackFile('loki/loki.yaml', folder, [
      ['0.0.0.0', '127.0.0.1'],
      ['3100', String(http)],
      ['9095', String(grpc)],
      [' /loki', ` ${join(folder, 'loki')}`],
      ...(tenants ? [['auth_enabled: false', 'auth_enabled: true']] : []),
      ...(metadata ? [] : [['allow_structured_metadata: true', 'allow_structured_metadata: false']]),
    ]);
    const server = start(binary, await stackCommand('loki', { '-config.file': config }), { cwd: folder });
    const url = `http://127.0.0.1:${http}`;
    await waitFor('Loki to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`${url}/ready`)).ok || undefined;
    });
    const ask = (path, query, headers) => getJson(`${url}/loki/api/v1/${path}?${new URLSearchParams(query)}`, headers);
    return {
      url,
      port: http,
      stop: server.stop,

      /** Every entry that a query finds in the last day, the oldest first: `{ time, line, labels, metadata }`. */
      async entries(query, { tenant } = {}) {
        const headers = {
          'x-loki-response-encoding-flags': 'categorize-labels',
          ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
        };
        const found = [];
        for (let from = `${Date.now() - DAY_MS}000000`; ;) {
          const range = { query, start: from, end: `${Date.now() + DAY_MS}000000`, limit: PAGE, direction: 'forward' };
          const { data } = await ask('query_range', range, headers);
          const page = data.result.flatMap(({ stream, values }) =>
            values.map(([time, line, { structuredMetadata = {} } = {}]) => ({
              ...{ time, line, labels: stream, metadata: structuredMetadata },
            })),
          );
          found.push(...page.sort((a, b) => (a.time < b.time ? -1 : 1)));
          if (page.length < PAGE) return found;
          from = String(BigInt(found.at(-1).time) + 1n);
        }
      },

      /** What a query of any kind answers over the last hour: the result as Loki gives it. */
      async range(query) {
        const now = Date.now();
        return (await ask('query_range', { query, start: `${now - DAY_MS / 24}000000`, end: `${now}000000` })).data
          .result;
      },
    };
  },
};
