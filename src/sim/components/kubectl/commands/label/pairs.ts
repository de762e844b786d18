import { labelValueProblems } from '../../../../api/kinds/names'
import { failure } from '../../script/failure'

/** What is set and what is taken away. */
export interface Pairs {
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

/** Words that name objects, and after them those that change something. Models kubectl/pkg/cmd/util GetResourcesAndPairs. */
export function splitPairs(words: readonly string[], noun: string): { objects: string[]; pairs: string[] } {
  const objects: string[] = []
  const pairs: string[] = []
  for (const word of words) {
    const isPair = (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-')
    if (isPair) pairs.push(word)
    else if (pairs.length > 0) throw failure(`all resources must be specified before ${noun} changes: ${word}`)
    else objects.push(word)
  }
  return { objects, pairs }
}

/** Models kubectl/pkg/cmd/label parseLabels. */
export function labelPairs(words: readonly string[]): Pairs {
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const word of words) {
    if (!word.includes('=')) {
      remove.push(word.slice(0, -1))
      continue
    }
    const [key = '', value = '', ...more] = word.split('=')
    if (more.length > 0) throw failure(`invalid label spec: ${word}`)
    const problems = labelValueProblems(value)
    if (problems.length > 0) throw failure(`invalid label value: ${JSON.stringify(word)}: ${problems.join(';')}`)
    set[key] = value
  }
  if (remove.some((key) => key in set)) throw failure('can not both modify and remove a label in the same command')
  return { set, remove }
}

/** Models kubectl/pkg/cmd/util ParsePairs, and annotate's validateAnnotations. */
export function annotationPairs(words: readonly string[]): Pairs {
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at > 0) set[word.slice(0, at)] = word.slice(at + 1)
    else remove.push(word.slice(0, -1))
  }
  const both = remove.filter((key) => key in set)
  if (both.length > 0)
    throw failure(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`)
  return { set, remove }
}
