import { yaml } from '../../../../base/yaml-package'
import type { Read } from './json'

/** Reads the first document of a YAML text as JSON. Models sigs.k8s.io/yaml YAMLToJSON, with YAML 1.1's words for booleans. */
export function readYaml(text: string): Read {
  const [document] = yaml().parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    merge: true,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp')
  })
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

/** Keys of YAML may be no texts; those of JSON are. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** Writes an object as the server does: keys in order, two blanks, a line for each item. */
export const writeYaml = (value: unknown): string =>
  yaml().stringify(value, { version: '1.1', sortMapEntries: true, indentSeq: false, aliasDuplicateObjects: false })
