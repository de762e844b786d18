import { asWritten } from '../../../api/as-written'
import { since } from '../../../api/duration'
import { parseTime } from '../../../api/timestamp'
import type { CoreEvent, KubeList } from '../../../api/types'
import { discover, discovered } from '../discovery'
import { good } from '../errors'
import { goSorted } from '../print/go-sort'
import { printerOf } from '../print/printer'
import { orderedText } from '../print/typed'
import { aligned, escaped } from '../print/table'
import { mappingOf } from '../resources'
import { isSet, list, text, type Command, type Kubectl } from '../session'
import { getTable, type TabWriter } from '../tabwriter'

type Memory = { found: CoreEvent[]; writer: TabWriter; printed: number }
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

const namespaceOf = (kubectl: Kubectl): string =>
  isSet(kubectl.session.flags, 'all-namespaces') ? '' : kubectl.namespace

/** `kubectl events`: sorted by time, with the object's kind as it is written. Models kubectl/pkg/cmd/events. */
export const events: Command = {
  reads: true,
  start: (kubectl) => begin(kubectl, false),
  answer: (kubectl, step, answer) => {
    if (step.do === 'discovery') {
      if (discovered(kubectl, step, answer)) begin(kubectl, true)
      return
    }
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'watch') return kubectl.exit(0)
    const { items, metadata } = answer.body as KubeList & { metadata: { continue?: string } }
    memory(kubectl).found.push(...(items as CoreEvent[]))
    if (metadata.continue) return ask(kubectl, String(step.selector ?? ''), metadata.continue)
    printAll(kubectl)
  },
  watch: (kubectl, _step, changes) => {
    if (changes.length === 0) return kubectl.exit(0)
    for (const { type, object } of changes) {
      const event = object as CoreEvent
      if ((type === 'ADDED' || type === 'MODIFIED') && isWanted(kubectl, event)) print(kubectl, [event], event)
    }
  }
}

function begin(kubectl: Kubectl, looked: boolean): void {
  const { flags: given } = kubectl.session
  if (typesOf(kubectl).some((type) => type !== 'normal' && type !== 'warning'))
    return kubectl.fail('valid --types are Normal or Warning')
  const of = text(given, 'for')
  let selector = ''
  if (of !== '') {
    const [resource = '', name, ...more] = of.split('/')
    if (name === undefined) return kubectl.fail('--for must be in resource/name form')
    if (more.length > 0) return kubectl.fail('arguments in resource/name form may not have more than one slash')
    const found = mappingOf(kubectl.context, resource)
    if (!found) {
      if (!looked) return discover(kubectl)
      kubectl.warn(`the server doesn't have a resource type "${resource}"\n`)
      return kubectl.exit(1)
    }
    const { kind, apiVersion } = found.mapping
    selector = `involvedObject.kind=${kind.kind},involvedObject.apiVersion=${apiVersion},involvedObject.name=${name}`
  }
  const start: Memory = { found: [], writer: getTable(), printed: 0 }
  kubectl.session.memory = start
  ask(kubectl, selector, '')
}

function ask(kubectl: Kubectl, selector: string, token: string): void {
  const namespace = namespaceOf(kubectl)
  const watches = isSet(kubectl.session.flags, 'watch')
  const options = {
    limit: 500,
    ...(selector !== '' && { fieldSelector: selector }),
    ...(token !== '' && { continue: token })
  }
  kubectl.ask(
    {
      verb: watches ? 'watch' : 'list',
      resource: 'events',
      apiVersion: 'v1',
      ...(namespace && { namespace }),
      options
    },
    { do: watches ? 'watch' : 'list', selector }
  )
}

const typesOf = ({ session }: Kubectl): readonly string[] =>
  list(session.flags, 'types').flatMap((types) => types.toLowerCase().split(','))

const isWanted = (kubectl: Kubectl, { type = '' }: CoreEvent): boolean => {
  const types = typesOf(kubectl)
  return types.length === 0 || types.includes(type.toLowerCase())
}

/** When it was seen last, as far as it says. */
const timeOf = ({ series, lastTimestamp, eventTime }: CoreEvent): number => {
  const text = series ? series.lastObservedTime : (lastTimestamp ?? eventTime)
  return text ? parseTime(text) : -Infinity
}

function printAll(kubectl: Kubectl): void {
  const found = goSorted(
    memory(kubectl).found.filter((event) => isWanted(kubectl, event)),
    (a, b) => timeOf(a) < timeOf(b)
  )
  if (found.length === 0) {
    kubectl.warn(`No events found${namespaceOf(kubectl) === '' ? '.' : ` in ${kubectl.namespace} namespace.`}\n`)
    return kubectl.exit(0)
  }
  const all = { apiVersion: 'v1', kind: 'EventList', metadata: {}, items: found }
  print(kubectl, found, all)
  kubectl.exit(0)
}

function print(kubectl: Kubectl, found: readonly CoreEvent[], object: object): void {
  const state = memory(kubectl)
  const { flags: given } = kubectl.session
  if (text(given, 'output') !== '' || text(given, 'template') !== '') {
    const format = text(given, 'output')
    if (format === 'json' || format === 'kyaml')
      return kubectl.print(orderedText(format, inOrder(shown(kubectl, object))))
    const printer = printerOf(kubectl, false)
    const printed = printer.ok ? printer.value(object, state.printed++) : printer
    if (printed.ok) kubectl.print(printed.value)
    else kubectl.fail(printed.error)
    return
  }
  const everywhere = isSet(given, 'all-namespaces')
  const lines = found.map((event) => cellsOf(event, kubectl.now, everywhere))
  if (state.printed++ === 0 && !isSet(given, 'no-headers'))
    lines.unshift([...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
  kubectl.print(aligned(lines.map((cells) => `${cells.join('\t')}\n`).join(''), state.writer))
}

/** They are of a Go type, whose fields have an order; who wrote them stands there when it is asked for. */
function shown({ session }: Kubectl, object: object): object {
  if (isSet(session.flags, 'show-managed-fields')) return object
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) => (key === 'managedFields' ? undefined : value))
  ) as object
}

/** Its items say what they are, for that is how they were found. */
function inOrder(object: object): object {
  const { kind, apiVersion, metadata, items } = object as KubeList
  return items === undefined ? asWritten(object) : { kind, apiVersion, metadata, items: items.map(asWritten) }
}

function cellsOf(event: CoreEvent, now: number, everywhere: boolean): string[] {
  const {
    metadata,
    type = '',
    reason = '',
    message = '',
    eventTime,
    firstTimestamp,
    lastTimestamp,
    count = 0,
    series
  } = event
  const { kind = '', name = '' } = event.involvedObject
  const first = since(eventTime ?? firstTimestamp, now)
  const seen = series
    ? `${since(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})`
    : count > 1
      ? `${since(lastTimestamp, now)} (x${count} over ${first})`
      : first
  const cells = [seen, type, reason, `${kind}/${name}`, message.trim()].map(escaped)
  return everywhere ? [metadata.namespace ?? '', ...cells] : cells
}
