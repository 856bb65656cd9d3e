// Remembers the URL of every ES module that is loaded from here on.
import { register } from 'node:module';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
port1.unref();
register('./load-hooks.mjs', { parentURL: import.meta.url, data: { port: port2 }, transferList: [port2] });

/** Those since the last call. */
export const loads = () => {
  const urls = [];
  for (let next; (next = receiveMessageOnPort(port1)) !== undefined;) urls.push(next.message);
  return urls;
};
