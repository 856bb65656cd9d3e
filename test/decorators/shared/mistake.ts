/** The message of the mistake that defining a class made. */
export function mistake(define: () => unknown): string {
  let thrown: unknown;
  try {
    define();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'MachineError', code: 'DECORATOR' });
  return (thrown as Error).message;
}
