import { itSeesEachCallOnce } from '../shared/inheritance-suite.js';

describe('calls along classes of the legacy dialect', () => {
  itSeesEachCallOnce();
});
