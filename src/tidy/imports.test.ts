import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { expect, test } from 'vitest'
import { sourceFiles } from './files'
import { simulator, type Row } from './import-table'

/**
 * The architecture: who may import whom. A row is a folder or file under src/ (the longest that fits a file counts),
 * then what it may import besides its own folder: folders, files or packages. `*` stands for one folder's name.
 * Tests may import what they like.
 */
const table: readonly Row[] = [
  ...simulator,
  [
    'words',
    ['sim/view/types', 'sim/story/told', 'sim/faults/types'],
    'a language says what it is given: it knows the shapes and nothing else'
  ],
  ['scenarios', ['base', 'sim/first', 'fflate', 'valibot', 'yaml'], "stories know the simulator's door only"],
  ['drills', ['base', 'sim/index', 'scenarios', 'valibot'], 'a drill looks at a run and changes nothing'],
  ['drills/plugin', ['drills/list', 'node:', 'vite'], 'the list of drills is made when the page is built'],
  ['hands', ['base'], 'whoever works elsewhere is asked the same way, whatever is asked'],
  [
    'availability/simulate',
    ['base', 'availability', 'hands', 'scenarios', 'sim'],
    'faults are measured on clusters that live apart from every run, and the whole world is looked at'
  ],
  ['availability', ['base', 'hands', 'sim/first'], 'formulas, years and money know what was measured, not how'],
  [
    'advisor',
    ['base', 'hands', 'sim', 'scenarios', 'valibot'],
    'advice is measured on forks of runs that scenarios give: it sees the whole world, and knows no page and no Node'
  ],
  [
    'exports',
    ['base', 'sim/index', 'scenarios', 'words', 'yaml'],
    "a file for other tools is made of what the simulator's door gives"
  ],
  ['budget', ['base', 'sim/index', 'scenarios'], "a budget is measured on runs, by the simulator's door"],
  [
    'worker',
    [
      'base',
      'budget',
      'drills/index',
      'exports/index',
      'sim/first',
      'sim/index',
      'sim/terminal/index',
      'sim/view/types',
      'scenarios'
    ],
    "the worker wires the simulator's door to its protocol"
  ],
  [
    'picture',
    ['scenarios', 'worker/protocol', 'worker/rest', 'worker/session', 'node:', 'vite'],
    'first pictures are answers of the worker about presets, made when the page is built'
  ],
  [
    'store',
    ['base', 'sim/view/types', 'words', 'worker/client', 'worker/protocol', 'react', 'zustand'],
    'the store mirrors the worker and simulates nothing'
  ],
  ['book/types', ['book/expression'], 'a chapter as the page has it is plain data'],
  ['book/expression', ['base'], 'what a chapter asks of a run is plain data'],
  [
    'book',
    [
      'base',
      'scenarios',
      'sim/timeline/milestones',
      'words',
      'mdast',
      'mdast-util-directive',
      'remark-directive',
      'remark-frontmatter',
      'remark-gfm',
      'remark-parse',
      'unified',
      'valibot',
      'yaml',
      'vite',
      'node:'
    ],
    'chapters are read when the page is built, against the stories and the glossary'
  ],
  [
    'live',
    ['base', 'sim/view/types', 'worker/client', 'worker/protocol', 'react', 'zustand'],
    "a run of its own worker, beside the page's: it knows nothing of the lab's store"
  ],
  [
    'offline',
    ['vite', 'node:', 'sw.js'],
    'what keeps a build for a time without a network knows nothing of what the build does'
  ],
  [
    'ui/learn/PracticesBlock.tsx',
    ['advisor/effect', 'advisor/practices', 'book/types', 'ui', 'react'],
    'practices are the advisor’s, tried on the run of a chapter'
  ],
  [
    'ui/decide/advisor',
    ['advisor', 'base', 'hands', 'store', 'ui/decide', 'ui/shared', 'react', 'zustand'],
    'the page gives jobs to workers, and draws what they found'
  ],
  [
    'ui/decide/yours',
    ['advisor', 'base', 'hands', 'store', 'ui/decide', 'ui/shared', 'ui/take', 'react', 'zustand'],
    'the page gives jobs to workers, and draws what they found'
  ],
  [
    'ui',
    [
      'availability/index',
      'availability/years-worker',
      'base',
      'hands',
      'sim/view/types',
      'sim/story/pending',
      'sim/ask/whole/difference',
      'budget/median',
      'book/types',
      'book/expression',
      'virtual:book',
      'virtual:drills',
      'drills',
      'live',
      'store',
      'words',
      'react',
      'react-dom',
      'zustand',
      '@xyflow/react',
      '@dagrejs/dagre',
      'diff',
      'mermaid',
      'modern-screenshot',
      'valibot',
      'uplot',
      '@xterm/xterm',
      '@xterm/addon-fit',
      '@codemirror/commands',
      '@codemirror/lang-yaml',
      '@codemirror/language',
      '@codemirror/lint',
      '@codemirror/state',
      '@codemirror/view',
      '@lezer/highlight'
    ],
    'the page draws what the store has'
  ],
  [
    'embed.tsx',
    ['ui', 'store', 'react', 'react-dom', 'index.css'],
    'the entry of what stands in frames of other pages'
  ],
  ['learn.tsx', ['offline/register', 'ui', 'store', 'react', 'react-dom', 'index.css'], 'the entry of the book'],
  [
    'decide.tsx',
    ['offline/register', 'ui', 'store', 'react', 'react-dom', 'index.css'],
    'the entry of what is decided by runs'
  ],
  [
    'main.tsx',
    [
      'offline/register',
      'ui',
      'store',
      'worker',
      'virtual:pictures',
      'react',
      'react-dom',
      'index.css',
      '@xyflow/react'
    ],
    'the entry wires worker, store and page'
  ],
  [
    'cli',
    [
      'availability',
      'base',
      'hands',
      'advisor',
      'budget',
      'sim/index',
      'sim/terminal/index',
      'scenarios',
      'drills',
      'rigs',
      'serve',
      '../conformance/ledger',
      'node:',
      '../package.json'
    ],
    'the command line is the same thing without a browser'
  ],
  [
    'serve',
    ['base', 'sim/index', 'scenarios', 'node:', '@peculiar/x509', 'reflect-metadata', 'ws', 'yaml'],
    'real sockets stand outside: they know the simulation by its inputs and by what its clients hear'
  ],
  [
    'rigs',
    ['base', 'sim', 'scenarios', 'drills', 'valibot', 'xstate', 'yaml'],
    'a rig runs one part of the simulator on given inputs; it knows no recording'
  ],
  [
    '../conformance',
    ['base', 'sim', 'scenarios', 'rigs', 'serve', 'diff', 'fast-check', 'node:'],
    'what was recorded is run on the rigs and graded'
  ],
  [
    'bench',
    ['base', 'sim', 'scenarios', 'xstate', 'vite', 'node:', '@playwright/test', '../scripts'],
    'measurements may look everywhere'
  ],
  ['tidy', ['node:'], 'the tests of the source read it as text']
]

/** Imports that break the table and are not mended yet, `file -> import`, with the reason. */
const debt: readonly string[] = []

test('nobody imports whom they must not know', () => {
  const found = sourceFiles()
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file))
    .flatMap(broken)
  expect(found).toEqual([])
})

/** Tests, and what only tests use: a folder `testing/` or a file `test-….ts`. */
const isTest = (file: string) => /\.test\.tsx?$|(?:^|\/)(?:testing\/|test-[^/]*$)/.test(file)

test('no product code imports what is made for tests', () => {
  const found = sourceFiles()
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file) && !file.startsWith('../conformance/'))
    .flatMap((file) => importsOf(file).map((name) => [file, name] as const))
  expect(found.filter(([, name]) => isTest(`${name}.ts`)).map(([file, name]) => `${file} imports ${name}`)).toEqual([])
})

test('the list of debts holds no paid one', () => {
  const all = sourceFiles().flatMap((file) => importsOf(file).map((name) => `${file} -> ${name}`))
  expect(debt.filter((line) => !all.includes(line))).toEqual([])
})

function broken(file: string): string[] {
  const rule = ruleOf(file)
  if (!rule) return [`${file}: no rule covers it; add its folder to the table in src/tidy/imports.test.ts`]
  const [who, may, why] = rule
  return importsOf(file)
    .filter((name) => !isOwn(who, file, name) && !may.some((pattern) => fits(pattern, name)))
    .filter((name) => !debt.includes(`${file} -> ${name}`))
    .map((name) => `${file} imports ${name}: ${why} (row '${who}' in src/tidy/imports.test.ts)`)
}

const ruleOf = (file: string) =>
  table.filter(([who]) => fits(who, file)).sort(([a], [b]) => precision(b) - precision(a))[0]

/** A longer row counts before a shorter one, a name before a star. */
const precision = (who: string) => who.split('/').length * 2 - (who.includes('*') ? 1 : 0)

/** Own folder: that of the rule, with the star standing for this file's part. */
function isOwn(who: string, file: string, name: string): boolean {
  const depth = who.split('/').length
  return fits(file.split('/').slice(0, depth).join('/'), name)
}

/** Whether `name` is what the pattern says or lies below it. */
function fits(pattern: string, name: string): boolean {
  if (pattern.endsWith(':')) return name.startsWith(pattern)
  const parts = pattern.split('/')
  const names = name.split('/')
  return parts.every(
    (part, i) => part === '*' || part === names[i] || (i === parts.length - 1 && names[i] === `${part}.ts`)
  )
}

/** What a file imports: packages by name, own files by their path under src/ without extension. */
function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8')
  // Statements begin a line; a `from` inside a text does not.
  const pattern = /(?:^(?:import|export)\b[^'"`;]*?\bfrom\s+|^import\s+|\bimport\(\s*|new URL\(\s*)['"]([^'"\n]+)['"]/gm
  return [...text.matchAll(pattern)].map(([, name]) => resolve(file, name!.replace(/\?\w+$/, '')))
}

function resolve(file: string, name: string): string {
  if (!name.startsWith('.')) return name
  const path = join(dirname(file), name).replace(/^\.\.\/src\//, '')
  return isFolderDoor(path) ? `${path}/index` : path
}

/** `../sim` is its index.ts. */
const isFolderDoor = (path: string) =>
  sourceFiles().some((file) => file === `${path}/index.ts` || file === `${path}/index.tsx`)
