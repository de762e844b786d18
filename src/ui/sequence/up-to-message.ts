/** The first messages of a mermaid sequence diagram, with the participants that they need: it grows as one steps. */
export function upToMessage(mermaid: string, count: number, most: number): string {
  const lines = mermaid.split('\n')
  const isMessage = (line: string) => line.includes('->>')
  const messages = lines.filter(isMessage).slice(0, count)
  const head = lines.filter((line) => !isMessage(line))
  const shown = messages.slice(-most)
  const named = (line: string) => {
    const [, name] = /^\s*participant (\S+)/.exec(line) ?? []
    return name === undefined || shown.some((message) => message.trim().split(/->>|:/).slice(0, 2).includes(name))
  }
  return [...head.filter(named), ...shown].join('\n')
}
