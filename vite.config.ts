import { availableParallelism } from 'node:os'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { book } from './src/book/plugin'
import { drills } from './src/drills/plugin'
import { offline } from './src/offline/plugin'
import { firstPicture } from './src/picture/plugin'

const tests = ['{src,conformance}/**/*.test.{ts,tsx}']
/** They ask what happens before parts of the simulator are loaded, which other tests have loaded. */
const alone = ['src/worker/first-picture.test.ts']

export default defineConfig({
  // Relative paths: the build works in any folder of any static host.
  base: './',
  plugins: [react(), tailwindcss(), firstPicture(), book(), drills(), offline()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    manifest: true,
    rolldownOptions: { input: ['index.html', 'learn.html', 'embed.html', 'decide.html'] }
  },
  test: {
    setupFiles: ['src/test-setup.ts'],
    testTimeout: 60_000,
    // On a machine of two cores both work: the process that hands out the tests does nothing meanwhile.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // The simulator keeps nothing between runs, so its modules are read once for all tests of a worker.
      { extends: true, test: { name: 'shared', include: tests, exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } }
    ]
  }
})
