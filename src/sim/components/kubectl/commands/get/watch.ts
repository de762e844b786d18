import type { KubeList, KubeObject } from '../../../../api/types'
import { errorText, type Answer } from '../../errors'
import { toJson } from '../../print/go'
import { itemsOf, printerOf, type Printer } from '../../print/printer'
import { aligned, isTable, tableLines } from '../../print/table'
import { isSet, type Kubectl } from '../../session'
import { toYaml } from '../../print/yaml'
import { formatOf } from '../../print/format'
import { formOf, isHuman, memoryOf, placeOf, selectorsOf } from './fetch'
import { asTable, tableOptions } from './print'

/** Prints what is there, then follows it. Models GetOptions.watch. */
export function startWatch(kubectl: Kubectl): void {
  const memory = memoryOf(kubectl)
  const { flags } = kubectl.session
  const [error] = memory.errors
  if (error !== undefined) {
    kubectl.warn(`${error}\n`)
    return kubectl.exit(1)
  }
  const ask = memory.plan.asks[0]!
  const [first] = memory.found
  if (!first) return kubectl.exit(0)
  if (!isSet(flags, 'watch-only')) {
    // What stands in columns is aligned with all that is there; all else is printed one by one.
    const together = isHuman(kubectl) || formatOf(kubectl).startsWith('custom-columns')
    for (const { object } of memory.found)
      for (const one of together || !('items' in object) ? [object] : itemsOf(object))
        if (!printOne(kubectl, one, 'ADDED')) return
  }
  // The watch of one object begins with itself.
  memory.skipFirst = ask.name !== undefined
  const { fieldSelector = '', ...labels } = selectorsOf(kubectl)
  const only = ask.name === undefined ? fieldSelector : `metadata.name=${ask.name}`
  kubectl.ask(
    {
      verb: 'watch',
      ...placeOf(kubectl, ask.mapping),
      ...formOf(kubectl),
      options: {
        resourceVersion: ask.name === undefined ? memory.resourceVersion : '0',
        ...(only !== '' && { fieldSelector: only }),
        ...labels
      }
    },
    { do: 'watch' }
  )
}

export function answerToWatch(kubectl: Kubectl, answer: Answer): void {
  // A watch that breaks, or ends, is no error.
  if (answer.code >= 400 || answer.code === 0) {
    if (answer.code !== 0) kubectl.warn(`${errorText(answer, kubectl.context.host)}\n`)
    return kubectl.exit(answer.code === 0 ? 0 : 1)
  }
  kubectl.exit(0)
}

export function printWatched(kubectl: Kubectl, events: readonly { type: string; object: unknown }[]): void {
  if (events.length === 0) return kubectl.exit(0)
  const memory = memoryOf(kubectl)
  for (const { type, object } of events) {
    if (type === 'BOOKMARK' || type === 'ERROR') continue
    if (memory.skipFirst) memory.skipFirst = false
    else if (!printOne(kubectl, object as KubeObject, type)) return
  }
}

/** False: it cannot be printed, and the command has failed. */
function printOne(kubectl: Kubectl, object: KubeObject, type: string): boolean {
  const memory = memoryOf(kubectl)
  const withEvent = isSet(kubectl.session.flags, 'output-watch-events')
  if (isHuman(kubectl)) {
    const options = tableOptions(kubectl, memory.plan.asks[0]!.mapping, false)
    const table = isTable(object) ? object : asTable(object as KubeObject | KubeList as KubeObject, kubectl.now)
    kubectl.print(aligned(tableLines(memory.tables, table, options, withEvent ? type : ''), memory.writer))
    return true
  }
  const format = formatOf(kubectl)
  if (withEvent && (format === 'json' || format === 'yaml')) {
    const event = { type, object }
    kubectl.print(
      format === 'json'
        ? `{"type":${toJson(type)},"object":${toJson(object)}}\n`
        : `${memory.printed > 0 ? '---\n' : ''}${toYaml(event)}`
    )
    memory.printed++
    return true
  }
  const printer = printerOf(kubectl, true, memory.writer)
  const printed = printer.ok ? (printer.value as Printer)(object, memory.printed++) : printer
  if (printed.ok) kubectl.print(printed.value)
  else kubectl.fail(printed.error)
  return printed.ok
}
