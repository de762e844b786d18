import { fail, ok, type Result } from '../../../../../base/result'
import type { KubeObject } from '../../../../api/types'
import { itemsOf, printerOf, sortedList } from '../../print/printer'
import { sortedBy } from '../../print/sort-by'
import { aligned, isTable, newTables, tableLines, type Table, type TableOptions } from '../../print/table'
import { nameOfKind, type Mapping } from '../../resources'
import { isSet, list, text, type Kubectl } from '../../session'
import { getTable } from '../../tabwriter'
import { since } from '../../../../api/duration'
import { isHuman, memoryOf } from './fetch'

/** Prints all that was found, then what was not. */
export function printAll(kubectl: Kubectl): void {
  if (isHuman(kubectl)) printTables(kubectl)
  else printObjects(kubectl)
}

/** Errors one a line; the command fails if there are any. */
function finish(kubectl: Kubectl, errors: readonly string[]): void {
  for (const error of errors) kubectl.warn(`${error}\n`)
  kubectl.exit(errors.length > 0 ? 1 : 0)
}

export function tableOptions(kubectl: Kubectl, mapping: Mapping, withKind: boolean): TableOptions {
  const { flags } = kubectl.session
  return {
    wide: text(flags, 'output') === 'wide',
    noHeaders: isSet(flags, 'no-headers'),
    withNamespace: isSet(flags, 'all-namespaces') && mapping.kind.namespaced,
    kind: withKind || isSet(flags, 'show-kind') ? nameOfKind(mapping) : '',
    showLabels: isSet(flags, 'show-labels'),
    labelColumns: list(flags, 'label-columns').flatMap((keys) => keys.split(','))
  }
}

/** What the server gave as a table, or (`--server-print=false`) a table of names and ages. Models printObjectMeta. */
export function asTable(object: KubeObject, now: number): Table {
  if (isTable(object)) return object
  const column = (name: string, format = '') => ({ name, type: 'string', format, priority: 0 })
  return {
    kind: 'Table',
    columnDefinitions: [column('Name', 'name'), column('Age')],
    rows: itemsOf(object).map((item) => ({
      cells: [item.metadata.name, since(item.metadata.creationTimestamp, now)],
      object: item
    }))
  }
}

function printTables(kubectl: Kubectl): void {
  const { found, errors } = memoryOf(kubectl)
  const { flags } = kubectl.session
  const sortBy = text(flags, 'sort-by')
  // Tables of several lists cannot be sorted: as objects they have no such field.
  if (sortBy !== '' && found.length > 1) {
    const sorted = sortedBy(found, sortBy, ({ object }) => object)
    if (!sorted.ok) return kubectl.fail(sorted.error)
  }
  const kinds = new Set(found.map(({ mapping }) => nameOfKind(mapping)))
  let tables = newTables()
  let writer = getTable()
  let pending = ''
  let last: Mapping | undefined
  let written = false
  let allNamespaced = !isSet(flags, 'all-namespaces')
  let separate = false
  const flush = () => {
    if (pending === '') return
    kubectl.print((separate ? '\n' : '') + aligned(pending, writer))
    separate = false
    written = true
    pending = ''
  }
  for (const { mapping, object } of found) {
    allNamespaced &&= mapping.kind.namespaced
    if (last === undefined || mapping.kind.plural !== last.kind.plural || mapping.apiVersion !== last.apiVersion) {
      flush()
      writer = getTable()
      if (last !== undefined && !isSet(flags, 'no-headers') && written) separate = true
      tables = newTables()
      last = mapping
    }
    const sorted = sortedTable(asTable(object, kubectl.now), sortBy)
    // An error of a printer is nobody's business here, as upstream.
    if (sorted.ok) pending += tableLines(tables, sorted.value, tableOptions(kubectl, mapping, kinds.size > 1))
  }
  flush()
  if (!written && !isSet(flags, 'ignore-not-found') && errors.length === 0)
    kubectl.warn(allNamespaced ? `No resources found in ${kubectl.namespace} namespace.\n` : 'No resources found\n')
  finish(kubectl, errors)
}

function sortedTable(table: Table, path: string): Result<Table> {
  const { rows } = table
  if (path === '' || !rows || rows.length < 2) return ok(table)
  const sorted = sortedBy(rows, path, ({ object }) => object)
  return sorted.ok ? ok({ ...table, rows: sorted.value }) : fail(sorted.error)
}

/** One object as itself, all else as a list. Models GetOptions.printGeneric. */
function printObjects(kubectl: Kubectl): void {
  const { found, plan, errors } = memoryOf(kubectl)
  if (plan.single && errors.length > 0) return finish(kubectl, errors)
  const objects = found.flatMap(({ object }) => itemsOf(object))
  if (objects.length === 0 && isSet(kubectl.session.flags, 'ignore-not-found')) return finish(kubectl, errors)
  const printer = printerOf(kubectl)
  if (!printer.ok) return kubectl.fail(printer.error)
  // A list is printed as an object, though none of the kinds that are known.
  const object =
    plan.single && objects.length === 1
      ? objects[0]!
      : // A list has no name of its own.
        { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: objects }
  const sorted = sortedList(object, text(kubectl.session.flags, 'sort-by'))
  const printed = sorted.ok ? printer.value(sorted.value, 0) : sorted
  if (printed.ok) kubectl.print(printed.value)
  if (errors.length === 0 && !printed.ok) return kubectl.fail(printed.error)
  finish(kubectl, printed.ok ? errors : [...errors, printed.error])
}
