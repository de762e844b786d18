import { create } from 'zustand'
import { createClient, startWorker, type Client } from '../../../live'
import type { Death, Price, Reply, Sample, Values } from '../../../live'

/** So many runs a median is of. */
export const seeds = 5

/** What was measured of one set of values. */
export interface Measured {
  readonly values: Values
  readonly samples: readonly Sample[]
  readonly price: Price | null
}

interface Measuring {
  /** By what dies and with which values. */
  readonly known: Readonly<Record<string, Measured>>
  readonly error: string
}

export const useMeasured = create<Measuring>()(() => ({ known: {}, error: '' }))
export const keyOf = (death: Death, values: Values): string => `${death} ${Object.values(values).join(' ')}`

/** One of them leaves the page's other workers room. */
const workers = () => Math.max(1, Math.min(2, (navigator.hardwareConcurrency || 2) - 1))
let clients: Client[] = []
interface Wanted {
  readonly key: string
  readonly death: Death
  readonly values: Values
}
/** What is wanted; what was wanted before and is not begun yet is dropped. */
let wanted: readonly Wanted[] = []
/** What is under way or done, by key: seeds, and after them the price. A median of one seed twice would be none of five. */
const begun = new Map<string, Set<number>>()
const price = seeds + 1

/** The next run that nobody has begun. */
function nextRun(): (Wanted & { readonly run: number }) | null {
  for (const one of wanted) {
    const runs = begun.get(one.key) ?? new Set()
    for (let run = 1; run <= price; run++) {
      if (runs.has(run)) continue
      begun.set(one.key, runs.add(run))
      return { ...one, run }
    }
  }
  return null
}

/** Measures these values; the last that was asked comes first. */
export function measure(death: Death, sets: readonly Values[], start: () => Client = hire): void {
  wanted = sets.map((values) => ({ key: keyOf(death, values), death, values }))
  while (clients.length < workers()) {
    const first = nextRun()
    if (!first) return
    const client = start()
    clients = [...clients, client]
    void work(client, first)
  }
}

const hire = () => createClient(startWorker, () => {})

async function work(client: Client, first: Wanted & { readonly run: number }): Promise<void> {
  for (let job: typeof first | null = first; job; job = nextRun()) {
    const { key, death, values, run } = job
    const isPrice = run === price
    try {
      add(key, values, await client.ask('budget', { what: isPrice ? 'price' : death, values, seed: isPrice ? 1 : run }))
    } catch (error) {
      begun.get(key)?.delete(run)
      useMeasured.setState({ error: error instanceof Error ? error.message : String(error) })
      break
    }
  }
  client.close()
  clients = clients.filter((other) => other !== client)
}

function add(key: string, values: Values, reply: Reply<'budget'>): void {
  useMeasured.setState(({ known }) => {
    const before = known[key] ?? { values, samples: [], price: null }
    const after =
      'sample' in reply ? { ...before, samples: [...before.samples, reply.sample] } : { ...before, price: reply.price }
    return { known: { ...known, [key]: after }, error: '' }
  })
}

/** Answers a question that needs no run. */
export async function settingsOf(values: Values | null): Promise<Reply<'budget-settings'>> {
  const client = createClient(startWorker, () => {})
  try {
    return await client.ask('budget-settings', values ? { values } : {})
  } finally {
    client.close()
  }
}
