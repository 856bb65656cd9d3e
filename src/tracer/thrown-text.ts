import { secretTexts, withoutSecrets } from './secret-texts.js';

/** What an error says, without the secrets of the mutations it came out of; never throws, whatever the error does when it is read. */
export function thrownText(error: unknown): string {
  try {
    const message = error instanceof Error ? error.message : error;
    return withoutSecrets(String(message), secretTexts({}, error));
  } catch {
    return 'an error that cannot be read';
  }
}
