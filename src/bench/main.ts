import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import '../sim/whole'
import { clusters, measure, slow, type Figures } from './measure'

/**
 * Measures each cluster in a process of its own, against the bare kernel in that process, so that ratios mean something
 * and heaps are not mixed; then says which aims are met. `--quick` leaves out what is large or long; a part of a name
 * measures only the clusters that have it in theirs. What is measured is built first, as the page's worker is: a loader that compiles
 * while it runs adds to every closure.
 */
const args = process.argv.slice(2)

async function run(): Promise<void> {
  const program = await built()
  const part = args.find((arg) => !arg.startsWith('--')) ?? ''
  const names = Object.keys(clusters).filter(
    (name) => name.includes(part) && !(args.includes('--quick') && slow.includes(name))
  )
  const found = new Map(names.map((name) => [name, inChild(program, name)]))
  console.table(Object.fromEntries([...found].map(([name, figures]) => [name, shown(figures)])))
  console.table(
    aims.flatMap(({ name, what, of, aim, atMost }) => {
      const figures = found.get(name)
      if (!figures) return []
      const value = of(figures)
      return [
        {
          cluster: name,
          what,
          aim: aim === null ? 'is measured' : `${atMost ? '≤' : '≥'} ${aim}`,
          measured: round(value),
          met: aim === null ? Number.isFinite(value) : atMost ? value <= aim : value >= aim
        }
      ]
    })
  )
  console.log(`Node ${process.version}, CPU time`)
}

/** Path of this program in one file. */
async function built(): Promise<string> {
  const { build } = await import('vite')
  const outDir = mkdtempSync(join(tmpdir(), 'bench-'))
  const entry = fileURLToPath(import.meta.url)
  const rollupOptions = { output: { entryFileNames: 'bench.mjs' } }
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: entry, outDir, emptyOutDir: true, rollupOptions }
  })
  return join(outDir, 'bench.mjs')
}

function inChild(program: string, name: string): Figures {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', program, '--measure', name],
    { encoding: 'utf8', maxBuffer: 1e8 }
  )
  const last = stdout.trim().split('\n').pop() ?? ''
  if (!last.startsWith('{')) throw new Error(`${name}: ${stderr}`)
  return JSON.parse(last) as Figures
}

interface Aim {
  readonly name: string
  readonly what: string
  readonly of: (figures: Figures) => number
  /** Null: to know the figure is the aim. */
  readonly aim: number | null
  readonly atMost?: boolean
}

const ha = 'HA, 3 workers, 30 pods'
const large = 'HA, 100 workers, 3,000 pods, idle'
const huge = 'HA, 1,000 workers, 30,000 pods, being created'
const column = (name: string) => (figures: Figures) => figures[name] ?? NaN
const ratio = (one: string, other: string) => (figures: Figures) => (figures[one] ?? NaN) / (figures[other] ?? NaN)

const aims: readonly Aim[] = [
  { name: `${ha}, idle`, what: '% of bare', of: column('% of bare'), aim: 15 },
  { name: `${ha}, a master crashes`, what: '% of bare', of: column('% of bare'), aim: 15 },
  { name: large, what: '% of bare', of: column('% of bare'), aim: 10 },
  {
    name: 'HA, 100 workers, 3,000 pods, a master crashes',
    what: '% of bare',
    of: column('% of bare'),
    aim: 10
  },
  { name: large, what: 'heap MiB', of: column('heap MiB'), aim: 400, atMost: true },
  {
    name: `${ha}, one hour`,
    what: 'fork p50 / seek p50',
    of: ratio('fork p50 ms', 'seek p50 ms'),
    aim: 2,
    atMost: true
  },
  { name: `${ha}, one hour`, what: 'seek p99 / p50', of: ratio('seek p99 ms', 'seek p50 ms'), aim: 5, atMost: true },
  { name: huge, what: '% of bare', of: column('% of bare'), aim: null },
  { name: huge, what: 'heap MiB', of: column('heap MiB'), aim: null }
]

const shown = (figures: Figures): Record<string, string> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))

const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)

if (args[0] === '--measure') console.log(JSON.stringify(measure(args[1]!)))
else await run()
