/** What the address says after its `#`: `chapter/place?fault=…&at=5.3&present=1`. */
export interface LearnAddress {
  readonly chapter: string
  /** A section, or a figure. */
  readonly place: string
  /** A fault that the figure shall suffer: a teacher's link. */
  readonly fault: string
  /** The instant that the figure shows, and at which the fault happens: seconds after the run's own first fault. */
  readonly at: number | null
  readonly presenter: boolean
}

export function readLearnAddress(hash: string): LearnAddress {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const [chapter = '', place = ''] = path.split('/')
  const asked = new URLSearchParams(query)
  const at = asked.get('at') ?? ''
  return {
    chapter,
    place,
    fault: (asked.get('fault') ?? '').slice(0, 200),
    at: /^-?\d{1,6}(\.\d+)?$/.test(at) ? Number(at) : null,
    presenter: asked.get('present') === '1'
  }
}

export function learnAddress(
  chapter: string,
  place = '',
  { fault = '', at = null, presenter = false }: Partial<Pick<LearnAddress, 'fault' | 'at' | 'presenter'>> = {}
): string {
  const query = [
    ...(fault === '' ? [] : [`fault=${encodeURIComponent(fault)}`]),
    ...(at === null ? [] : [`at=${at}`]),
    ...(presenter ? ['present=1'] : [])
  ].join('&')
  return `#${chapter}${place === '' ? '' : `/${place}`}${query === '' ? '' : `?${query}`}`
}
