import { asGo, wrongAliases } from '../../../../base/yaml'
import { yaml } from '../../../../base/yaml-package'
import { deepest, type Read } from './json'

/** Reads the first document of a YAML text as JSON. Models sigs.k8s.io/yaml YAMLToJSON, with YAML 1.1's words for booleans. */
export function readYaml(text: string): Read {
  try {
    return read(text)
  } catch (error) {
    // Deeper than the reader's stack, or what the library does not take: no text of a stranger is the server's fault.
    const deep = error instanceof RangeError
    return {
      ok: false,
      error: `yaml: ${deep ? 'exceeded max depth of 10000' : (error as Error).message.split('\n')[0]!}`
    }
  }
}

function read(text: string): Read {
  const [document] = yaml().parseAllDocuments(text, asGo)
  if (document === undefined || !('errors' in document)) return { ok: true, value: null, duplicates: [] }
  const [error] = document.errors
  if (error) {
    const line = error.linePos?.[0].line ?? 1
    return { ok: false, error: `yaml: line ${line}: ${reason(error.code, error.message)}` }
  }
  const wrong = wrongAliases(document)
  if (wrong !== null) return { ok: false, error: `yaml: ${wrong}` }
  return { ok: true, value: plain(document.toJS({ maxAliasCount: -1 })), duplicates: [] }
}

/** In the words of yaml.v2. */
function reason(code: string, message: string): string {
  if (code === 'BAD_SCALAR_START' || code === 'TAB_AS_INDENT') return 'found character that cannot start any token'
  if (code === 'BAD_DQ_ESCAPE') return 'found unknown escape character'
  if (code === 'BAD_COLLECTION_TYPE' || code === 'MISSING_CHAR' || code === 'BAD_INDENT')
    return 'did not find expected node content'
  return message.split('\n')[0]!.replace(/ at line .*$/, '')
}

/** Keys of YAML may be no texts; those of JSON are. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw new RangeError('too deep')
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]))
}

/** Writes an object as the server does: keys in order, two blanks, a line for each item. */
export const writeYaml = (value: unknown): string =>
  yaml()
    .stringify(value, { version: '1.1', sortMapEntries: true, indentSeq: false, aliasDuplicateObjects: false })
    // A key that is a dot needs no quotes for go-yaml.
    .replace(/^( *(?:- )*)"\.":/gm, '$1.:')
