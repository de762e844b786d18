import { currentLink, entriesFrom, impact, metrics, useLab, type Taken } from '../../store'

/** Entries with a fact or a command: what happened, without each message. */
const mostEntries = 5_000

/** What the page shows of the run, as data. */
export async function runFile(): Promise<Taken | null> {
  const { info, timeline } = useLab.getState()
  if (!info || !timeline) return null
  const link = await currentLink()
  const entries = []
  for (let from = 0; entries.length < mostEntries;) {
    const found = await entriesFrom(from, 1_000, { milestonesOnly: true })
    entries.push(...found.entries)
    if (found.entries.length < 1_000) break
    from = found.entries.at(-1)!.seq + 1
  }
  const { scenario, profile, seed, masters, workers, faults } = info
  const { hash, milestones, lanes, broken } = timeline
  const run = { scenario, profile, seed, masters, workers, faults, hash, link, broken }
  const content = { ...run, milestones, impact: (await impact())?.rows ?? [], lanes, entries }
  return { name: `${scenario}.json`, type: 'application/json', text: JSON.stringify(content, null, 2) }
}

export async function metricsFile(): Promise<Taken | null> {
  const found = await metrics()
  const name = `${useLab.getState().info?.scenario ?? 'run'}.csv`
  if (!found || found.times.length === 0) return null
  const head = ['seconds', ...found.series.map(({ name: series, unit }) => `${series} (${unit})`)]
  const rows = found.times.map((time, i) => [time, ...found.series.map(({ values }) => values[i] ?? '')])
  return { name, type: 'text/csv', text: [head, ...rows].map((row) => row.join(',')).join('\n') }
}
