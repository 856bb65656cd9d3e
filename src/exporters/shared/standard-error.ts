/** Prints a line to the standard error, in browsers to the console. */
export function printError(line: string): void {
  // eslint-disable-next-line no-console -- what was asked for
  console.error(line);
}
