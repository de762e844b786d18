import { stringify } from 'yaml'

/** A manifest, or the sentence why there is none; both with the line that it stands for. */
export interface Translated {
  readonly line: string
  readonly manifests: readonly object[]
  readonly notes: readonly string[]
}

/** Documents one after the other; each begins with the fault that it stands for, as a comment. */
export function documents(head: readonly string[], parts: readonly Translated[]): string {
  const comment = (text: string) => `# ${text}\n`
  const bodies = parts.map(({ line, manifests, notes }) => {
    const intro = [line, ...notes].map(comment).join('')
    return manifests.length === 0
      ? intro
      : manifests.map((manifest, i) => `${i === 0 ? intro : ''}${stringify(manifest)}`).join('---\n')
  })
  return `${head.map(comment).join('')}---\n${bodies.join('---\n')}`
}
