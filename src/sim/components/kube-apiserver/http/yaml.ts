import { parseAllDocuments, stringify } from 'yaml'
import type { Read } from './json'

/** Reads the first document of a YAML text as JSON. Models sigs.k8s.io/yaml YAMLToJSON, with YAML 1.1's words for booleans. */
export function readYaml(text: string): Read {
  const [document] = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, merge: true })
  if (document === undefined || !('errors' in document)) return { ok: true, value: null, duplicates: [] }
  const [error] = document.errors
  if (error) {
    const line = error.linePos?.[0].line ?? 1
    return { ok: false, error: `yaml: line ${line}: ${reason(error.code, error.message)}` }
  }
  return { ok: true, value: plain(document.toJS()), duplicates: [] }
}

/** In the words of yaml.v2. */
function reason(code: string, message: string): string {
  if (code === 'BAD_SCALAR_START' || code === 'TAB_AS_INDENT') return 'found character that cannot start any token'
  if (code === 'BAD_COLLECTION_TYPE' || code === 'MISSING_CHAR') return 'did not find expected node content'
  return message.split('\n')[0]!.replace(/ at line .*$/, '')
}

/** YAML knows dates and keys that are no texts; JSON does not. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** Writes an object as the server does: keys in order, two blanks, a line for each item. */
export const writeYaml = (value: unknown): string =>
  stringify(value, { version: '1.1', sortMapEntries: true, indentSeq: false, aliasDuplicateObjects: false })
