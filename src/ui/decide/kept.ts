import { create } from 'zustand'

/**
 * What the page's address carries, by part of the page: `decide.html#day=black-friday&at=2400&year=…`. Each part reads and writes a
 * text of its own making, and checks it: whoever typed it may be anybody. An empty text is not written. A part's name alone
 * (`decide.html#year`) leads to it.
 */
export const keptParts = ['day', 'twins', 'at', 'timers', 'year', 'roi', 'advisor', 'yours'] as const
export type KeptPart = (typeof keptParts)[number]

/** As long as links of the lab may be, for each of up to four clusters. */
export const longestAddress = 256 * 1024

interface Kept {
  readonly parts: Readonly<Partial<Record<KeptPart, string>>>
  /** What in the address was not understood: a sentence for each part; empty if all was. */
  readonly problem: string
  /** The part that the address leads to: the one that it names without a value. */
  readonly shown: KeptPart | ''
}

export const useKept = create<Kept>()(() => ({ parts: {}, problem: '', shown: '' }))

/** The text of a part; empty if the address says nothing of it. */
export const usePart = (part: KeptPart): string => useKept(({ parts }) => parts[part] ?? '')

/** Keeps a part's text in the address, without an entry of the browser's history. */
export function keep(part: KeptPart, text: string): void {
  const { parts } = useKept.getState()
  if ((parts[part] ?? '') === text) return
  useKept.setState({ parts: { ...parts, [part]: text } })
  history.replaceState(null, '', formatAddress(useKept.getState().parts) || location.pathname + location.search)
}

/** What a part does not understand of its text: one sentence, beside the page's title and those of other parts. */
export const complain = (problem: string): void =>
  useKept.setState((kept) => ({
    problem: kept.problem.includes(problem) ? kept.problem : `${kept.problem} ${problem}`.trim()
  }))

export function formatAddress(parts: Kept['parts']): string {
  const written = keptParts.flatMap((part) => (parts[part] ? [`${part}=${encodeURIComponent(parts[part])}`] : []))
  return written.length > 0 ? `#${written.join('&')}` : ''
}

export function readAddress(hash: string): Kept {
  const text = hash.replace(/^#/, '')
  if (text.length > longestAddress)
    return { parts: {}, shown: '', problem: `Address: ${text.length} characters; expected at most ${longestAddress}.` }
  const parts: Partial<Record<KeptPart, string>> = {}
  let shown: KeptPart | '' = ''
  for (const piece of text.split('&').filter((piece) => piece !== '')) {
    const [name = '', value = ''] = piece.split(/=(.*)/s)
    const part = keptParts.find((known) => known === name)
    if (!part)
      return {
        parts,
        shown,
        problem: `Address: '${name.slice(0, 40)}' is no part of this page; expected ${keptParts.join(', ')}.`
      }
    if (!piece.includes('=')) {
      shown = part
      continue
    }
    try {
      parts[part] = decodeURIComponent(value)
    } catch {
      return { parts, shown, problem: `Address, ${part}: '${value.slice(0, 40)}' is damaged; copy the whole link.` }
    }
  }
  return { parts, shown, problem: '' }
}

/** Takes what the address says, now and whenever somebody changes it by hand. */
export function openAddress(): void {
  const read = () => useKept.setState(readAddress(location.hash))
  read()
  window.addEventListener('hashchange', read)
}
