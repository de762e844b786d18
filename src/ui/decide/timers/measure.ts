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
const workers = Math.max(1, Math.min(2, (navigator.hardwareConcurrency || 2) - 1))
let clients: Client[] = []
/** What is wanted; what was wanted before and is not begun yet is dropped. */
let wanted: { readonly key: string; readonly death: Death; readonly values: Values; next: number }[] = []

/** Measures these values; the last that was asked comes first. */
export function measure(death: Death, sets: readonly Values[]): void {
  wanted = sets.flatMap((values) => {
    const key = keyOf(death, values)
    const known = useMeasured.getState().known[key]
    if (known && known.samples.length >= seeds && known.price) return []
    return [{ key, death, values, next: known?.samples.length ?? 0 }]
  })
  if (clients.length > 0 || wanted.length === 0) return
  clients = Array.from({ length: workers }, () => createClient(startWorker, () => {}))
  for (const client of clients) void work(client)
}

async function work(client: Client): Promise<void> {
  try {
    for (let job = wanted.find(({ next }) => next <= seeds); job; job = wanted.find(({ next }) => next <= seeds)) {
      const { key, death, values } = job
      const seed = ++job.next
      const what = seed > seeds ? 'price' : death
      add(key, values, await client.ask('budget', { what, values, seed: seed > seeds ? 1 : seed }))
    }
  } catch (error) {
    useMeasured.setState({ error: error instanceof Error ? error.message : String(error) })
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
