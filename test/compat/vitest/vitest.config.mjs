export default {
  test: { include: ['*.test.ts'], pool: 'threads', fileParallelism: false },
};
