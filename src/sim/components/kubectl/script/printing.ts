import type { KubeObject } from '../../../api/types'
import { kubectl } from '../later'
import { formatOf } from '../print/format'
import { isSet } from '../session'
import { failure } from './failure'
import type { DryRun } from './options'
import type { Shell } from './script'

/** Prints one object that a command was about: a line that says what was done, or what `-o` asks for. */
export type Printer = (object: KubeObject, how?: { readonly typed?: boolean; readonly done?: string }) => void

const suffixes: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' }

/**
 * The printer that the flags ask for. Models cli-runtime genericclioptions.PrintFlags.ToPrinter.
 * @param done what the line says was done: `created`
 */
export function printerOf(shell: Shell, done: string, dryRun: DryRun = 'none'): Printer {
  const format = formatOf(shell)
  if (format === '')
    return (object, { done: other = done } = {}) =>
      shell.print(`${nameOf(object)}${other === '' ? '' : ` ${other}`}${suffixes[dryRun]}\n`)
  const printer = kubectl().printerOf(shell, false)
  if (!printer.ok) throw failure(printer.error)
  let count = 0
  return (object, { typed = false } = {}) => {
    // Objects of Go's types have their fields in the order of the type.
    if (typed && (format === 'json' || format === 'kyaml'))
      return shell.print(kubectl().typedText(format, withoutAccount(shell, object)))
    const printed = printer.value(object, count++)
    if (!printed.ok) throw failure(printed.error)
    shell.print(printed.value)
  }
}

/** `deployment.apps/web`. Models cli-runtime printers.NamePrinter. */
export function nameOf({ kind, apiVersion, metadata }: KubeObject): string {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : `.${apiVersion.slice(0, slash)}`
  return `${kind.toLowerCase()}${group}/${metadata?.name || '<unknown>'}`
}

function withoutAccount(shell: Shell, object: KubeObject): KubeObject {
  if (isSet(shell.flags, 'show-managed-fields') || object.metadata?.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
