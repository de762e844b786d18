import type { CoreEvent, KubeList, KubeObject } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { errorText, good, type Answer } from '../errors'
import { eventView } from '../../../api/kinds/event/columns'
import { formatted, listOf, table, type TableOptions } from '../print/output'
import { findPath } from '../print/paths'
import { objectName } from '../../../api/scheme'
import { isSet, text, type Command, type Kubectl, type Step } from '../session'
import { align, getTable, type TabWriter } from '../tabwriter'
import { since } from '../../../api/duration'
import { at, readTargets, resourceOf, type Target } from '../targets'

const flags: FlagSpecs = {
  output: { kind: 'string', short: 'o' },
  selector: { kind: 'string', short: 'l' },
  'field-selector': { kind: 'string' },
  'all-namespaces': { kind: 'bool', short: 'A' },
  watch: { kind: 'bool', short: 'w' },
  'watch-only': { kind: 'bool' },
  'output-watch-events': { kind: 'bool' },
  'show-labels': { kind: 'bool' },
  'label-columns': { kind: 'string', short: 'L' },
  'sort-by': { kind: 'string' },
  'no-headers': { kind: 'bool' },
  'ignore-not-found': { kind: 'bool' },
  'chunk-size': { kind: 'int' },
  raw: { kind: 'string' }
}

type Memory = {
  targets: Target[]
  /** How many of them were asked for. */
  asked: number
  found: { resource: string; objects: KubeObject[] }[]
  failed: boolean
  /** Empty list answers say so, missing names do not. */
  lists: number
  writer: TabWriter
  resourceVersion: string
}

const memory = (kubectl: Kubectl): Memory => kubectl.session.memory as Memory
const formats =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml'

/** `kubectl get`: a GET per name or a LIST per resource, one after the other; then perhaps a WATCH. */
export const get: Command = {
  reads: true,
  flags,
  start: (kubectl) => {
    const { flags: given, args } = kubectl.session
    const raw = text(given, 'raw')
    if (raw !== '') {
      kubectl.ask({ verb: 'get', resource: '', path: raw }, { do: 'raw' })
      return
    }
    if (args.length === 0) {
      kubectl.warn(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n'
      )
      kubectl.fail(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples'
      )
      return
    }
    const targets = readTargets(args)
    if (!targets.ok) return kubectl.fail(targets.error)
    if (isWatch(kubectl) && targets.value.length > 1) return kubectl.fail('you may only specify a single resource type')
    const start: Memory = {
      targets: targets.value,
      asked: 0,
      found: [],
      failed: false,
      lists: 0,
      writer: getTable(),
      resourceVersion: '0'
    }
    kubectl.session.memory = start
    next(kubectl)
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'raw') {
      if (!good(answer)) return kubectl.failWith(answer)
      kubectl.print(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
      kubectl.exit(0)
    } else if (step.do === 'watch') {
      if (good(answer)) kubectl.exit(0)
      else kubectl.failWith(answer)
    } else took(kubectl, answer)
  },
  watch: (kubectl, _step, events) => {
    if (events.length === 0) return kubectl.exit(0)
    for (const { type, object } of events)
      if (type !== 'BOOKMARK' && type !== 'ERROR') printWatched(kubectl, object as KubeObject)
  }
}

const isWatch = ({ session }: Kubectl): boolean => isSet(session.flags, 'watch') || isSet(session.flags, 'watch-only')
const namespaceOf = (kubectl: Kubectl): string =>
  isSet(kubectl.session.flags, 'all-namespaces') ? '' : kubectl.namespace

/** Asks for the next target; prints when there is none left. */
function next(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const target = state.targets[state.asked]
  if (!target) return finish(kubectl)
  state.asked++
  const { flags: given } = kubectl.session
  const step: Step = { do: 'list', resource: target.resource }
  const where = at(target, namespaceOf(kubectl))
  if (target.name !== undefined && !isWatch(kubectl)) {
    kubectl.ask({ verb: 'get', ...where }, step)
    return
  }
  state.lists++
  const fieldSelector = [text(given, 'field-selector'), target.name === undefined ? '' : `metadata.name=${target.name}`]
    .filter((part) => part !== '')
    .join(',')
  const labelSelector = text(given, 'selector')
  const { name: _name, ...rest } = where
  kubectl.ask(
    {
      verb: 'list',
      ...rest,
      options: { limit: 500, ...(fieldSelector && { fieldSelector }), ...(labelSelector && { labelSelector }) }
    },
    step
  )
}

function took(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const target = state.targets[state.asked - 1]!
  if (good(answer)) {
    const { items } = answer.body as KubeList
    const objects = items ? [...items] : [answer.body as KubeObject]
    if (items) state.resourceVersion = (answer.body as KubeList).metadata.resourceVersion
    const last = state.found.at(-1)
    if (last?.resource === target.resource) last.objects.push(...objects)
    else state.found.push({ resource: target.resource, objects })
  } else {
    const isMissing = answer.code === 404
    const quiet = isMissing && (isSet(kubectl.session.flags, 'ignore-not-found') || isAll(kubectl))
    // A server that cannot be reached is not asked for the rest.
    if (answer.error !== undefined) return kubectl.failWith(answer)
    if (!quiet) {
      kubectl.warn(`${errorText(answer, kubectl.context.host)}\n`)
      state.failed = true
    }
  }
  next(kubectl)
}

const isAll = ({ session }: Kubectl): boolean => session.args[0]?.split(',').includes('all') ?? false

function finish(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const { flags: given } = kubectl.session
  const output = text(given, 'output')
  for (const group of state.found) sortObjects(group.objects, text(given, 'sort-by'))
  const objects = state.found.flatMap((group) => group.objects)
  const single = state.targets.length === 1 && state.targets[0]!.name !== undefined
  if (output === '' || output === 'wide') {
    if (!isSet(given, 'watch-only')) printTables(kubectl)
  } else if (output === 'name') {
    for (const { resource, objects: named } of state.found) {
      for (const { metadata } of named) kubectl.print(`${objectName(resourceOf({ resource }), metadata.name)}\n`)
    }
  } else if (objects.length > 0 || !single) {
    const printed = formatted(output, single ? objects[0] : listOf(objects))
    if (printed === undefined) {
      return kubectl.fail(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${formats}`
      )
    }
    kubectl.print(printed)
  }
  if (state.failed) return kubectl.exit(1)
  if (!isWatch(kubectl)) return kubectl.exit(0)
  watch(kubectl)
}

function watch(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const target = state.targets[0]!
  const { name: _name, ...where } = at(target, namespaceOf(kubectl))
  const { flags: given } = kubectl.session
  const fieldSelector = target.name === undefined ? text(given, 'field-selector') : `metadata.name=${target.name}`
  const labelSelector = text(given, 'selector')
  kubectl.ask(
    {
      verb: 'watch',
      ...where,
      options: {
        resourceVersion: state.resourceVersion,
        ...(fieldSelector && { fieldSelector }),
        ...(labelSelector && { labelSelector })
      }
    },
    { do: 'watch' }
  )
}

function optionsOf(kubectl: Kubectl): TableOptions {
  const { flags: given } = kubectl.session
  const state = memory(kubectl)
  const columns = text(given, 'label-columns')
  return {
    wide: text(given, 'output') === 'wide',
    withNamespace: false,
    withKind: new Set(state.targets.map(({ resource }) => resource)).size > 1,
    showLabels: isSet(given, 'show-labels'),
    noHeaders: isSet(given, 'no-headers'),
    labelColumns: columns === '' ? [] : columns.split(',')
  }
}

function printTables(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const options = optionsOf(kubectl)
  const groups = state.found.filter(({ objects }) => objects.length > 0)
  if (groups.length === 0) {
    if (state.lists > 0 && !state.failed) {
      const everywhere = namespaceOf(kubectl) === '' || state.targets.every((target) => !resourceOf(target).namespaced)
      kubectl.warn(`No resources found${everywhere ? '' : ` in ${kubectl.namespace} namespace.`}\n`)
    }
    return
  }
  groups.forEach(({ resource, objects }, i) => {
    const found = resourceOf({ resource })
    const withNamespace = isSet(kubectl.session.flags, 'all-namespaces') && found.namespaced
    const printed = table(found, objects, kubectl.now, { ...options, withNamespace }, state.writer)
    if (!isWatch(kubectl)) state.writer = getTable()
    kubectl.print(i > 0 ? `\n${printed}` : printed)
  })
}

function printWatched(kubectl: Kubectl, object: KubeObject): void {
  const state = memory(kubectl)
  const found = resourceOf(state.targets[0]!)
  const output = text(kubectl.session.flags, 'output')
  if (output === 'name') kubectl.print(`${objectName(found, object.metadata.name)}\n`)
  else if (output !== '' && output !== 'wide') {
    kubectl.print(`${output === 'yaml' ? '---\n' : ''}${formatted(output, object) ?? ''}`)
  } else {
    const withNamespace = isSet(kubectl.session.flags, 'all-namespaces') && found.namespaced
    kubectl.print(
      table(found, [object], kubectl.now, { ...optionsOf(kubectl), withNamespace, noHeaders: true }, state.writer)
    )
  }
}

function sortObjects(objects: KubeObject[], path: string): void {
  if (path === '') return
  const key = (object: KubeObject): string | number => {
    const [value] = findPath(object, path.replace(/^\{|\}$/g, ''))
    return typeof value === 'number' ? value : String(value ?? '')
  }
  objects.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/** `kubectl events`: like `get events`, sorted by time, with the object's kind as it is written. */
export const events: Command = {
  reads: true,
  flags: {
    'all-namespaces': { kind: 'bool', short: 'A' },
    for: { kind: 'string' },
    types: { kind: 'string' },
    'no-headers': { kind: 'bool' }
  },
  start: (kubectl) => {
    const of = text(kubectl.session.flags, 'for')
    const [kind, name] = of.split('/')
    const resource = of === '' ? undefined : readTargets([of])
    if (resource && !resource.ok) return kubectl.fail(resource.error)
    const found = resource && resourceOf(resource.value[0]!)
    const fieldSelector = found ? `involvedObject.kind=${found.kind},involvedObject.name=${name}` : ''
    void kind
    const namespace = namespaceOf(kubectl)
    kubectl.ask(
      {
        verb: 'list',
        resource: 'events',
        ...(namespace && { namespace }),
        options: { limit: 500, ...(fieldSelector && { fieldSelector }) }
      },
      { do: 'list' }
    )
  },
  answer: (kubectl, _step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    const types = text(kubectl.session.flags, 'types')
    const found = ((answer.body as KubeList).items as CoreEvent[])
      .filter(({ type = '' }) => types === '' || types.split(',').includes(type))
      .map((event) => ({ event, view: eventView(event) }))
      .sort((a, b) => ((a.view.last ?? '') < (b.view.last ?? '') ? -1 : 1))
    if (found.length === 0) {
      kubectl.warn(`No events found${namespaceOf(kubectl) === '' ? '.' : ` in ${kubectl.namespace} namespace.`}\n`)
      return kubectl.exit(0)
    }
    const everywhere = isSet(kubectl.session.flags, 'all-namespaces')
    const headers = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
    const rows = found.map(({ event, view: { object, message, last } }) => {
      const { kind = '', name = '', namespace = '' } = object
      const cells = [since(last, kubectl.now), event.type ?? '', event.reason ?? '', `${kind}/${name}`, message]
      return everywhere ? [namespace, ...cells] : cells
    })
    if (!isSet(kubectl.session.flags, 'no-headers')) rows.unshift(everywhere ? ['NAMESPACE', ...headers] : headers)
    kubectl.print(`${align(rows.map((cells) => cells.join('\t')).join('\n'), getTable())}\n`)
    kubectl.exit(0)
  }
}
