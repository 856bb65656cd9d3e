import { setTimeout as delay } from 'node:timers/promises';

/** Asks again every 50 ms until `ask` gives something other than undefined; names what it waited for when time is up. */
export async function waitFor(what, ask, limitMs = 15_000) {
  const end = performance.now() + limitMs;
  let last = 'no answer';
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error.message;
    }
    await delay(50);
  }
  throw new Error(`waited ${limitMs / 1000} s for ${what}: ${last}`);
}

/** Rejects when the work takes longer than the limit; the work itself is not stopped. */
export async function within(what, limitMs, work) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** GETs a URL and returns its JSON; any other status than 200 is an error that holds the answer. */
export async function getJson(url, headers = {}) {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
