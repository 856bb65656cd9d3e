import { itSeesEachCallOnce } from '../shared/inheritance-suite.js';

describe('calls along classes of the standard dialect', () => {
  itSeesEachCallOnce();
});
