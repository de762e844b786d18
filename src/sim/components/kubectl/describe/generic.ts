import type { KubeObject } from '../../../api/types'
import { isMap, keysOf, sprint } from '../print/go'
import type { Describer } from './describer'
import type { Writer } from './writer'

const skipped: ReadonlySet<string> = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations'
])

/** A kind without a describer of its own: all its fields. Models genericDescriber. */
export const generic: Describer = {
  write: (object, writer, { events, now }) => {
    const { metadata } = object
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writeFields(writer, 0, object, '')
    writer.events(events, now)
  }
}

function writeFields(
  writer: Writer,
  level: number,
  content: KubeObject | Readonly<Record<string, unknown>>,
  prefix: string
): void {
  const fields = content as Readonly<Record<string, unknown>>
  for (const field of keysOf(fields)) {
    const path = `${prefix}.${field}`
    if (skipped.has(path)) continue
    const value = fields[field]
    if (isMap(value)) {
      writer.line(level, `${titleOf(field)}:`)
      writeFields(writer, level + 1, value, path)
    } else if (Array.isArray(value)) {
      writer.line(level, `${titleOf(field)}:`)
      for (const child of value as readonly unknown[]) {
        if (isMap(child)) writeFields(writer, level + 1, child, path)
        else writer.line(level + 1, sprint(child))
      }
    } else writer.row(level, titleOf(field), sprint(value))
  }
}

/** `UR` and `Ls` are one word: several capitals go together with what begins with one. */
function joined(parts: readonly string[]): readonly string[] {
  const words: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const next = parts[i + 1]
    const joins = next !== undefined && /^\p{Lu}{2,}$/u.test(parts[i]!) && /^\p{Lu}/u.test(next)
    words.push(joins ? parts[i]! + parts[++i]! : parts[i]!)
  }
  return words
}

const acronyms: ReadonlySet<string> = new Set(['API', 'URL', 'UID', 'GUID'])

/** `lastTransitionTime` is `Last Transition Time`. Models smartLabelFor with fatih/camelcase. */
export function titleOf(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|-+/gu) ?? []
  return joined(parts)
    .map((part) => {
      if (acronyms.has(part.toUpperCase())) return part.toUpperCase()
      return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part
    })
    .join(' ')
}
