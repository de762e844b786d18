import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const pureMessage = 'src/sim is pure: time is virtual (ctx.now, out.timer) and randomness is seeded (ctx.rng).'

const exactMessage = 'Engines may differ in the last bit here, and timelines with them: see base/exact-math.ts.'
const engineDependent =
  'acos acosh asin asinh atan atanh atan2 cbrt cos cosh exp expm1 hypot log log1p log10 log2 pow sin sinh sqrt tan tanh'.split(
    ' '
  )

export default defineConfig(
  globalIgnores(['dist', 'test-results', 'playwright-report']),
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-undef': 'off'
    }
  },
  {
    files: ['src/sim/**/*.ts', 'src/base/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'console',
          'performance',
          'crypto',
          'Promise',
          'fetch',
          'process'
        ].map((name) => ({ name, message: pureMessage }))
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: pureMessage },
        ...engineDependent.map((property) => ({ object: 'Math', property, message: exactMessage }))
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: ':function[async=true]',
          message: 'src/sim has no async functions: what takes time is a message or a timer.'
        },
        {
          selector: "BinaryExpression[operator='**']:not([left.value=2]):not([left.bigint])",
          message: exactMessage
        },
        { selector: 'AwaitExpression', message: 'src/sim has no await: what takes time is a message or a timer.' }
      ]
    }
  }
)
