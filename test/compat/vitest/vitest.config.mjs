export default {
  test: { include: ['*.test.ts'], setupFiles: ['./setup.ts'], pool: 'threads', fileParallelism: false },
};
