import { availableParallelism } from 'node:os';

/** ESM under jest: swc compiles, `.js` suffixes lead to the `.ts` sources. */
export default {
  rootDir: '.',
  maxWorkers: Math.ceil(availableParallelism() * 1.5), // stories wait more than they work
  testTimeout: 60_000, // stories start real services
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
};
