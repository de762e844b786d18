/** Files beside the terminal: kept in the browser, within bounds. */
export type Files = Readonly<Record<string, string>>

const key = 'failover-lab.files'
export const mostFiles = 50
/** Characters of one file, and of all. */
export const longestFile = 262_144
const longestTotal = 2_000_000

/** Why files cannot be kept so; empty if they can. */
export function filesProblem(files: Files): string {
  const entries = Object.entries(files)
  const long = entries.find(([, text]) => text.length > longestFile)
  if (long) return `${long[0]} has more than ${longestFile / 1_024} Ki characters.`
  if (entries.length > mostFiles) return `There is room for ${mostFiles} files.`
  const total = entries.reduce((sum, [name, text]) => sum + name.length + text.length, 0)
  return total > longestTotal ? 'All files together are longer than 2 million characters.' : ''
}

export function saveFiles(files: Files): void {
  if (filesProblem(files) !== '') return
  try {
    localStorage.setItem(key, JSON.stringify(files))
  } catch {
    // Without storage they last as long as the page.
  }
}

export function readFiles(): Files {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof read !== 'object' || read === null) return {}
    const files = Object.fromEntries(Object.entries(read).filter(([, text]) => typeof text === 'string'))
    return filesProblem(files) === '' ? files : {}
  } catch {
    return {}
  }
}
