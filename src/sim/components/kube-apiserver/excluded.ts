/**
 * What a health check says to who wants some checks left out of it. Models healthz.handleRootHealth.
 * @param asked the path with its query
 * @param whole what it says with all of them
 */
export function excluded(asked: string, whole: string): { readonly code: number; readonly body: string } {
  const [path = '', query = ''] = asked.split('?')
  const parameters = query.split('&').map((one) => one.split('='))
  const names = new Set(parameters.flatMap(([key, value]) => (key === 'exclude' && value ? [value] : [])))
  const lines = whole.split('\n').filter((line) => /^\[[+-]\]/.test(line))
  const told = lines.map((line) => {
    const name = line.slice(3).replace(/ (?:ok|failed: reason withheld)$/, '')
    return names.delete(name) ? `[+]${name} excluded: ok` : line
  })
  const unknown = [...names].sort().map((name) => JSON.stringify(name))
  if (unknown.length > 0) told.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(', ')}`)
  const code = told.some((line) => line.startsWith('[-]')) ? 500 : 200
  if (code === 200 && !parameters.some(([key]) => key === 'verbose')) return { code, body: 'ok' }
  return { code, body: `${told.join('\n')}\n${path.slice(1)} check ${code === 200 ? 'passed\n' : 'failed'}` }
}
