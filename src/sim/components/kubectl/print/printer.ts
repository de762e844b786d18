import { fail, ok, type Result } from '../../../../base/result'
import type { KubeObject } from '../../../api/types'
import { fileOf } from '../files'
import { nameOfKind } from '../resources'
import { isSet, text } from '../session'
import { getTable, type TabWriter } from '../tabwriter'
import { formatOf, type Printing } from './format'
import { columnsOf, columnsOfTemplate, columnsText } from './custom-columns'
import { goSyntax, quote, sprint, toJson } from './go'
import { goTemplate } from './go-template'
import { find, parse, printed } from './jsonpath'
import { toKyaml } from './kyaml'
import { sortedBy } from './sort-by'
import { toYaml } from './yaml'

const plainFormats = ['json', 'yaml', 'kyaml', 'name'] as const
const templateFormats = ['go-template', 'go-template-file', 'template', 'templatefile'] as const
const pathFormats = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'] as const
const columnFormats = ['custom-columns', 'custom-columns-file'] as const

/** Prints an object, or a list of them (kind List), as a text; `count` says how many were printed before. */
export type Printer = (object: object, count: number) => Result<string>

/** The printer of `-o`. Errors are upstream's. `writer`: columns go on in it, as wide as they were. */
export function printerOf(kubectl: Printing, withColumns = true, writer?: TabWriter): Result<Printer> {
  const { flags } = kubectl.session
  const output = formatOf(kubectl)
  const equals = output.indexOf('=')
  const name = equals < 0 ? output : output.slice(0, equals)
  const template = text(flags, 'template') || (equals < 0 ? '' : output.slice(equals + 1))
  const given = text(flags, 'template') !== '' ? output : name
  const keep = isSet(flags, 'show-managed-fields')
  if (output === 'json') return ok((object) => ok(`${toJson(keep ? object : plain(object), '    ')}\n`))
  if (output === 'yaml')
    return ok((object, count) => ok((count > 0 ? '---\n' : '') + toYaml(keep ? object : plain(object))))
  if (output === 'kyaml') return ok((object) => ok(toKyaml(keep ? object : plain(object))))
  if (output === 'name') return ok((object) => ok(itemsOf(object).map(nameLine).join('')))
  if (isOneOf(templateFormats, given)) return templatePrinter(kubectl, given, template)
  if (isOneOf(pathFormats, given)) return pathPrinter(kubectl, given, template)
  if (withColumns && isOneOf(columnFormats, given)) return columnPrinter(kubectl, given, template, writer)
  const formats = [
    ...plainFormats,
    ...templateFormats,
    ...pathFormats,
    ...(withColumns ? [...columnFormats, 'wide'] : [])
  ]
  return fail(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${formats.sort().join(',')}`
  )
}

const isOneOf = <T extends string>(names: readonly T[], name: string): name is T =>
  (names as readonly string[]).includes(name)

export const itemsOf = (object: object): readonly KubeObject[] => {
  const { items } = object as { readonly items?: unknown }
  return Array.isArray(items) ? (items as KubeObject[]) : [object as KubeObject]
}

const nameLine = ({ apiVersion = '', kind = '', metadata }: Partial<KubeObject>): string =>
  `${nameOfKind({ kind: { kind }, apiVersion })}/${metadata?.name ?? '<unknown>'}\n`

/** Without the account of who wrote which field. */
function plain<T>(object: T): T {
  const { metadata, items } = object as { metadata?: Readonly<Record<string, unknown>>; items?: unknown }
  if (Array.isArray(items)) return { ...object, items: items.map(plain) }
  if (!metadata || !('managedFields' in metadata)) return object
  const { managedFields: _, ...kept } = metadata
  return { ...object, metadata: kept }
}

/** Objects in the order that `--sort-by` asks for, whatever prints them. */
export function sortedList(object: object, path: string): Result<object> {
  const { items } = object as { readonly items?: unknown }
  if (path === '' || !Array.isArray(items) || items.length === 0) return ok(object)
  const sorted = sortedBy(items as KubeObject[], path, (item) => item)
  return sorted.ok ? ok({ ...object, items: sorted.value }) : sorted
}

function readTemplate(kubectl: Printing, given: string, isFile: boolean): Result<string> {
  if (given === '') return fail('template format specified but no template given')
  if (!isFile) return ok(given)
  const read = fileOf(kubectl, given)
  return read === undefined
    ? fail(`error reading --template ${given}, open ${given}: no such file or directory`)
    : ok(read)
}

function templatePrinter(kubectl: Printing, format: string, given: string): Result<Printer> {
  const template = readTemplate(kubectl, given, format === 'templatefile' || format === 'go-template-file')
  if (!template.ok) return template
  const parsed = goTemplate(template.value, kubectl.session.flags['allow-missing-template-keys'] !== false)
  if (!parsed.ok) return fail(`error parsing template ${template.value}, ${parsed.error}`)
  return ok((object) => {
    const { text: out, error } = parsed.value(object)
    if (error === undefined) return ok(out)
    kubectl.print(
      `${out}Error executing template: ${error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template.value}\n\traw data was:\n\t\t${toJson(object)}\n\tobject given to template engine was:\n\t\t${sprint(object)}\n\n`
    )
    return fail(`error executing template ${quote(template.value)}: ${error}`)
  })
}

function pathPrinter(kubectl: Printing, format: string, given: string): Result<Printer> {
  const template = readTemplate(kubectl, given, format === 'jsonpath-file')
  if (!template.ok) return template
  const parsed = parse(template.value)
  if (!parsed.ok) return fail(`error parsing jsonpath ${template.value}, ${parsed.error}`)
  const allowMissing = kubectl.session.flags['allow-missing-template-keys'] !== false
  return ok((object) => {
    const found = find(parsed.value, object, allowMissing)
    if (found.ok) return ok(printed(found.value, format === 'jsonpath-as-json'))
    const about = `Error executing template: ${found.error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template.value}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`
    return fail(`error executing jsonpath ${quote(template.value)}: ${about}\n`)
  })
}

function columnPrinter(
  kubectl: Printing,
  format: string,
  given: string,
  writer: TabWriter = getTable()
): Result<Printer> {
  if (given === '') return fail('custom-columns format specified but no custom columns given')
  let columns = columnsOf(given)
  if (format === 'custom-columns-file') {
    const read = fileOf(kubectl, given)
    if (read === undefined) return fail(`error reading template ${given}, open ${given}: no such file or directory\n`)
    columns = columnsOfTemplate(read)
  }
  if (!columns.ok) return columns
  const found = columns.value
  const headers = format === 'custom-columns-file' || !isSet(kubectl.session.flags, 'no-headers')
  return ok((object, count) => columnsText(found, itemsOf(object), headers && count === 0, writer))
}
