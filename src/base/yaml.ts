import type { Document, LineCounter, Node, ScalarTag, Tags } from 'yaml'
import { yaml } from './yaml-package'

/** A YAML text that could be read: its documents as plain data, and where in the text each part stands. */
export interface ReadYaml {
  readonly values: readonly unknown[]
  readonly documents: readonly Document[]
  readonly lines: LineCounter
}

/** Why a text is no YAML; the line counts from 1, 0: none can be named. */
export interface YamlProblem {
  readonly line: number
  readonly text: string
}

/** `0o644`, which Go reads as a number wherever it reads `0644` as one. */
const modernOctal: ScalarTag = {
  default: true,
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?0o[0-7]+$/,
  resolve: (text) => Number(text.replace('+', ''))
}

/**
 * Plain words as Go reads those of manifests: YAML 1.1's (`0644` is octal, `yes`, `off` and `n` are booleans), but `12:30` and
 * dates are texts. Models sigs.k8s.io/yaml goyaml.v2 resolve.go.
 */
export const asGo = {
  version: '1.1',
  merge: true,
  uniqueKeys: false,
  customTags: (tags: Tags): Tags => [
    modernOctal,
    ...tags.filter((tag) => typeof tag === 'string' || (!/:timestamp$/.test(tag.tag) && !isTime(tag)))
  ]
} as const

/** `12:30` as 12 times 60 and 30. */
const isTime = (tag: object): boolean => 'format' in tag && tag.format === 'TIME'

/**
 * Reads YAML of unknown origin. What would take the reader's time or stack is refused as Go's yaml refuses it: too many
 * aliases, an anchor that contains itself, nesting without end. Models go-yaml decode.go (aliases) and readerc.go (depth).
 */
export function readYaml(source: string): ReadYaml | YamlProblem {
  const { LineCounter, parseAllDocuments } = yaml()
  const lines = new LineCounter()
  try {
    const documents: Document[] = [...parseAllDocuments(source, { ...asGo, lineCounter: lines })]
    const values: unknown[] = []
    for (const document of documents) {
      const [error] = document.errors
      if (error) {
        const text = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
        return { line: error.linePos?.[0].line ?? 1, text }
      }
      const wrong = wrongAliases(document)
      if (wrong !== null) return { line: 0, text: wrong }
      values.push(document.toJS({ maxAliasCount: -1 }))
    }
    return { values, documents, lines }
  } catch (error) {
    if (error instanceof RangeError) return { line: 0, text: 'exceeded max depth of 10000' }
    return { line: 0, text: error instanceof Error ? error.message.split('\n')[0]! : String(error) }
  }
}

export const isYaml = (read: ReadYaml | YamlProblem): read is ReadYaml => 'values' in read

/** How large a part of what is decoded may come from aliases: nearly all of a small document, a tenth of a huge one. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99
  if (decoded >= 4_000_000) return 0.1
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000)
}

/** As Go prints it with %#v. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goValue).join(', ')}}`
  if (typeof value !== 'object') return String(value)
  const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goValue(item)}`)
  return `map[interface {}]interface {}{${pairs.join(', ')}}`
}

/** Why a document cannot be decoded: its aliases, or a key that is none; null: it can. */
export function wrongAliases(document: Document): string | null {
  const { isAlias, isMap, isPair, isSeq } = yaml()
  let decoded = 0
  let aliased = 0
  let depth = 0
  const within = new Set<string>()
  const visit = (node: unknown): string | null => {
    decoded++
    if (depth > 0) aliased++
    if (aliased > 100 && decoded > 1_000 && aliased / decoded > allowedAliasRatio(decoded))
      return 'document contains excessive aliasing'
    if (isAlias(node)) {
      const target: Node | undefined = node.resolve(document)
      if (!target) return `unknown anchor '${node.source}' referenced`
      if (within.has(node.source)) return `anchor '${node.source}' value contains itself`
      within.add(node.source)
      depth++
      const wrong = visit(target)
      depth--
      within.delete(node.source)
      return wrong
    }
    // What looks like `{{name}}` of a template is a map as a key.
    if (isPair(node) && (isMap(node.key) || isSeq(node.key)))
      return `invalid map key: ${goValue(node.key.toJS(document))}`
    const parts: readonly unknown[] = isPair(node)
      ? [node.key, node.value]
      : isMap(node) || isSeq(node)
        ? node.items
        : []
    // An anchor that holds an alias to itself.
    const { anchor } = node as { anchor?: string }
    const opened = anchor !== undefined && parts.length > 0 && !within.has(anchor)
    if (opened) within.add(anchor)
    for (const part of parts) {
      const wrong = visit(part)
      if (wrong !== null) return wrong
    }
    if (opened) within.delete(anchor)
    return null
  }
  return visit(document.contents)
}
