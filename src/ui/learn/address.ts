/** What the address says after its `#`: `chapter/place?fault=…&present=1`. */
export interface LearnAddress {
  readonly chapter: string
  /** A section, or a figure. */
  readonly place: string
  /** A fault that the figure shall suffer: a teacher's link. */
  readonly fault: string
  readonly presenter: boolean
}

export function readLearnAddress(hash: string): LearnAddress {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const [chapter = '', place = ''] = path.split('/')
  const asked = new URLSearchParams(query)
  return { chapter, place, fault: (asked.get('fault') ?? '').slice(0, 200), presenter: asked.get('present') === '1' }
}

export function learnAddress(chapter: string, place = '', fault = ''): string {
  const query = fault === '' ? '' : `?fault=${encodeURIComponent(fault)}`
  return `#${chapter}${place === '' ? '' : `/${place}`}${query}`
}
