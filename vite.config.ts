import { availableParallelism } from 'node:os'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { book } from './src/book/plugin'
import { drills } from './src/drills/plugin'
import { offline } from './src/offline/plugin'
import { firstPicture } from './src/picture/plugin'

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
    include: ['{src,conformance}/**/*.test.{ts,tsx}'],
    environment: 'node',
    setupFiles: ['src/test-setup.ts'],
    testTimeout: 60_000,
    // On a machine of two cores both work: the process that hands out the tests does nothing meanwhile.
    maxWorkers: Math.max(2, availableParallelism() - 1)
  }
})
