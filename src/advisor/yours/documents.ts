import { fail, ok, type Result } from '../../base/result'
import { readYaml } from '../../base/yaml'

/** One object of what kubectl printed, and where it stood in that. */
export interface Item {
  /** As a person finds it: `Item 3`, or `Item 2.1` of a list in a list. */
  readonly at: string
  readonly apiVersion: string
  readonly kind: string
  readonly object: Readonly<Record<string, unknown>>
}

/** The reader of YAML makes a tree of objects of each line: for more than that, JSON is asked for. */
const largestYaml = 8 * 2 ** 20

/**
 * The objects in a text, whatever form kubectl or a person gave it: JSON or YAML, one List or several after one another, lists in
 * lists, lists of a kind whose items do not name it, a bare array.
 */
export function itemsIn(text: string, question: string): Result<Item[]> {
  // PowerShell's `>` writes UTF-16: read as UTF-8 each second character is none.
  const plain = text.startsWith('\uFFFD\uFFFD') ? text.slice(2).replaceAll('\0', '') : text.replace(/^\uFEFF/, '')
  const documents = documentsOf(plain.trim(), question)
  if (!documents.ok) return documents
  const found: Item[] = []
  const several = documents.value.length > 1
  for (const [i, document] of documents.value.entries()) {
    if (document === null) continue
    const refused = collect(document, several ? `Document ${i + 1}` : '', '', found)
    if (refused !== null) return fail(`${refused}; expected the output of ${question}.`)
  }
  return ok(found)
}

/** Adds the objects of a value; gives why it is none. */
function collect(value: unknown, at: string, kindOfList: string, found: Item[]): string | null {
  if (Array.isArray(value)) return each(value, at, '', found)
  if (!isObject(value)) return `${at || 'This'} is no Kubernetes object`
  const kind = typeof value.kind === 'string' ? value.kind : kindOfList
  if (Array.isArray(value.items)) return each(value.items, at, kind.replace(/List$/, ''), found)
  if (kind === '') return `${at || 'This'} is no Kubernetes object (it has no kind)`
  const apiVersion = typeof value.apiVersion === 'string' ? value.apiVersion : ''
  found.push({ at: at || 'The object', apiVersion, kind, object: kind === value.kind ? value : { ...value, kind } })
  return null
}

function each(items: readonly unknown[], at: string, kind: string, found: Item[]): string | null {
  for (const [i, item] of items.entries()) {
    // `kubectl … -o json` of several lists, glued together by hand, has such holes.
    if (item === null) continue
    const place = at === '' ? `Item ${i + 1}` : at.startsWith('Item') ? `${at}.${i + 1}` : `${at}, item ${i + 1}`
    const refused = collect(item, place, kind, found)
    if (refused !== null) return refused
  }
  return null
}

function documentsOf(text: string, question: string): Result<unknown[]> {
  if (text === '') return fail(`There is nothing in it; expected the output of ${question}.`)
  if (/^[[{]/.test(text)) {
    const json = jsonOf(text)
    if (json.ok || !text.includes('\n'))
      return json.ok ? json : fail(`${json.error}; expected the output of ${question}.`)
    const several = afterOneAnother(text)
    if (several) return ok(several)
    return fail(`${json.error}; expected the output of ${question}.`)
  }
  if (!/^(?:---|#|[\w"']+ *:)/m.test(text))
    return fail(
      `This is neither JSON nor YAML (it begins with '${text.slice(0, 20).split('\n')[0]!}'); expected the output of ${question}.`
    )
  if (text.length > largestYaml)
    return fail(
      `This YAML has ${(text.length / 2 ** 20).toFixed(0)} MiB; expected at most ${largestYaml / 2 ** 20} MiB of it, or JSON (${question}).`
    )
  const yaml = readYaml(text)
  if ('text' in yaml)
    return fail(
      `This is no YAML (${yaml.line > 0 ? `line ${yaml.line}: ` : ''}${yaml.text}); expected the output of ${question}.`
    )
  return ok([...yaml.values])
}

function jsonOf(text: string): Result<unknown[]> {
  try {
    return ok([JSON.parse(text) as unknown])
  } catch (error) {
    return fail(`This is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** Values that follow one another, as when several outputs went into one file; null: it is not that. */
function afterOneAnother(text: string): unknown[] | null {
  const found: unknown[] = []
  const parts = text.split(/^(?=[{[]\s*$|\{"apiVersion")/m)
  if (parts.length < 2) return null
  for (const part of parts) {
    const read = jsonOf(part.trim().replace(/,$/, ''))
    if (!read.ok) return null
    found.push(...read.value)
  }
  return found
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
