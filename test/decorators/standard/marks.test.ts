import { itLeavesEverythingElseAlone } from '../shared/guest-suite.js';
import { itSeesEachCallOnce } from '../shared/inheritance-suite.js';
import { itMarksWithoutDecorators } from '../shared/instrument-suite.js';
import { itLeavesMachinesAsTheyAre } from '../shared/machine-suite.js';
import { itWritesTheSameMarks } from '../shared/marks-suite.js';
import { itRefusesMistakes } from '../shared/mistakes-suite.js';

describe('decorators of the standard dialect', () => {
  itWritesTheSameMarks();
  itLeavesEverythingElseAlone();
  itLeavesMachinesAsTheyAre();
  itRefusesMistakes();
  itMarksWithoutDecorators();
  itSeesEachCallOnce();
});
