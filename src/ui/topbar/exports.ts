import { currentLink, entriesFrom, impact, metrics, sequenceUpTo, useLab } from '../../store'

/** Each makes one file; gives a sentence if there is nothing to take. */
type Export = () => Promise<string | null>

/** Entries with a fact or a command: what happened, without each message. */
const mostEntries = 5_000

const timeline: Export = async () => {
  const { info, timeline } = useLab.getState()
  if (!info || !timeline) return 'Nothing has been simulated yet.'
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
  download(`${scenario}.json`, 'application/json', JSON.stringify(content, null, 2))
  return null
}

const sequence: Export = async () => {
  const view = await sequenceUpTo(useLab.getState().playhead)
  if (!view || view.messages.length === 0) return 'No kubectl command was typed yet: there is no sequence to draw.'
  download('sequence.mmd', 'text/plain', view.mermaid)
  return null
}

const csv: Export = async () => {
  const found = await metrics()
  if (!found || found.times.length === 0) return 'Nothing has been simulated yet.'
  const head = ['seconds', ...found.series.map(({ name, unit }) => `${name} (${unit})`)]
  const rows = found.times.map((time, i) => [time, ...found.series.map(({ values }) => values[i] ?? '')])
  download('metrics.csv', 'text/csv', [head, ...rows].map((row) => row.join(',')).join('\n'))
  return null
}

/** The lanes as they are drawn, with the colours of the theme written into them. */
const picture: Export = async () => {
  const drawn = document.querySelector<SVGSVGElement>('svg[data-lanes]')
  if (!drawn) return 'Open the Timeline tab first: its picture is what is taken.'
  const { clientWidth, clientHeight } = drawn
  const copy = drawn.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(clientWidth))
  copy.setAttribute('height', String(clientHeight))
  copy.setAttribute('style', 'background: var(--panel); font: 11px monospace')
  const style = getComputedStyle(document.documentElement)
  const text = copy.outerHTML.replace(/var\((--\w+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
  download('timeline.svg', 'image/svg+xml', text)
  return null
}

function download(name: string, type: string, content: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000)
}

export const exports = { timeline, picture, sequence, metrics: csv }
