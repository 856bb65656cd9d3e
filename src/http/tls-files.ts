import { readFile } from 'node:fs/promises';
import { MachineError } from '../errors.js';
import type { TlsOptions } from './client.js';

/** Paths of PEM files. */
export interface TlsFiles {
  /** The authorities that are trusted. */
  readonly certificate?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
}

/**
 * Reads the files.
 * @throws MachineError EXPORTER naming a file that can't be read
 */
export async function readTls({ certificate, clientCertificate, clientKey }: TlsFiles): Promise<TlsOptions> {
  return {
    ...(certificate !== undefined && { ca: await read(certificate) }),
    ...(clientCertificate !== undefined && { cert: await read(clientCertificate) }),
    ...(clientKey !== undefined && { key: await read(clientKey) }),
  };
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new MachineError('EXPORTER', `the certificate or key "${path}" can't be read: ${code}`, { cause });
  }
}
