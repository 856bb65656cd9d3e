import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { freePort } from './process.mjs';
import { within } from './wait.mjs';

const PAGE_LIMIT_MS = 60_000;
const TYPES = { html: 'text/html', js: 'text/javascript' };
const RAN = { active: ['Loading', 'Ready', 'Start'], calls: 1, callbacks: true };

/** A traced machine in Debian's Chromium: in a page, and in a worker whose trace goes on from the page's. */
export const suite = {
  name: 'browser',
  needs: ['chromium'],

  async prepare({ folder, server }) {
    const inputs = await bundle(folder);
    const site = await serve(folder);
    const browser = await server('chromium');
    try {
      const page = await browser.newPage();
      const problems = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
      await page.goto(site.url);
      return { inputs, report: await within('the page', PAGE_LIMIT_MS, page.evaluate('report')), problems };
    } finally {
      await browser.close();
      site.close();
    }
  },

  tests: {
    'the built package is bundled, and nothing of Node': ({ inputs }) => {
      assert.ok(inputs.some((path) => path.endsWith('dist/esm/src/exporters/otel-traces/index.js')));
      assert.deepEqual(
        inputs.filter((path) => path.startsWith('node:') || path.includes('/src/di/')),
        [],
      );
    },

    'a machine runs in the page and is traced through the SDK': ({ report }) => {
      assert.deepEqual(report.sdk.machine, RAN);
      assert.deepEqual([...report.sdk.spans].sort(), [...report.memory.spans].sort().map(renamed('memory', 'sdk')));
    },

    'a machine runs in a worker': ({ report }) => {
      assert.deepEqual(report.worker.machine, RAN);
      assert.ok(report.worker.spans.some((name) => name.includes('Ready')));
    },

    "the worker's trace goes on from the page's, as its boot message says": ({ report }) => {
      assert.equal(report.worker.parent.spanId, report.memory.boss.spanId);
      assert.deepEqual(report.worker.traces, [report.memory.boss.traceId]);
    },

    'nothing goes wrong on the page': ({ problems }) => assert.deepEqual(problems, []),
  },
};

const renamed = (from, to) => (name) => name.replace(from, to);

async function bundle(folder) {
  const path = (name) => fileURLToPath(new URL(`browser/${name}.mjs`, import.meta.url));
  const { metafile } = await build({
    entryPoints: { page: path('page'), worker: path('worker') },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    metafile: true,
    logLevel: 'silent',
    // The package by its name, as it was built, and not as the checkout maps it.
    tsconfigRaw: '{}',
  });
  return Object.keys(metafile.inputs);
}

/** Serves the page and its scripts; workers are not loaded from files. */
async function serve(folder) {
  const port = await freePort();
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : request.url.slice(1);
    const body =
      name === 'index.html'
        ? '<!doctype html><link rel="icon" href="data:,"><script src="page.js"></script>'
        : undefined;
    Promise.resolve(body ?? readFile(join(folder, name))).then(
      (content) => response.setHeader('content-type', TYPES[name.split('.').at(-1)] ?? 'text/plain').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
