import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const conformance = fileURLToPath(new URL('../../conformance/', import.meta.url));
const SDK_2 = '@opentelemetry/sdk-trace-base';

/** Entries of the package come from the built one, the provider of spans from version 3 of the SDK, where it has another name. */
const elsewhere = {
  name: 'elsewhere',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/src\/exporters\/[^/]+\/index\.js$/ }, ({ path }) => {
      return { path: `statescope/exporters/${path.split('/').at(-2)}`, external: true };
    });
    // Before the paths of the project, which lead to the sources.
    onResolve({ filter: /^statescope(?:\/|$)/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: new RegExp(`^${SDK_2}$`) }, () => ({ path: SDK_2, namespace: 'sdk3' }));
    onLoad({ filter: /.*/, namespace: 'sdk3' }, () => {
      const contents = "export { TracerProvider as BasicTracerProvider } from '@opentelemetry/sdk-trace';";
      return { contents, resolveDir: conformance };
    });
  },
};

/** Makes one file of the replay of golden cases, for the folder whose packages it finds. */
export const bundleReplay = async (outfile) => {
  await build({
    stdin: {
      contents: `export { loadCases } from './load.js';\nexport { replayOtelCase } from './otel-replay.js';`,
      resolveDir: conformance,
    },
    outfile,
    ...{ bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning' },
    plugins: [elsewhere],
  });
};
