import type { CoreEvent, KubeList, KubeObject, Status } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import { discover, discovered } from '../discovery'
import { describerOf, Writer, type Found, type Question } from '../describe'
import { errorText, good, plainError, type Answer } from '../errors'
import { itemsOf } from '../print/printer'
import { namesFiles, planOfFiles } from '../files-plan'
import { planOf, unknownText, type Ask, type Mapping, type Plan } from '../resources'
import { int, isSet, text, type Command, type Kubectl } from '../session'
import { align, describeTable } from '../tabwriter'

/** An object that is to be described. */
interface Named {
  readonly mapping: Mapping
  readonly namespace: string
  readonly name: string
}

type Memory = {
  asks: readonly Ask[]
  asked: number
  found: Named[]
  /** Errors as they will be printed; the same is printed once. */
  errors: string[]
  missing: string
  notFound: boolean
  /** What begins so is described instead of what was not found. */
  prefix: string | undefined
  showEvents: boolean
  printed: number
  current: number
  /** The object that is being described, and what was read about it. */
  object: KubeObject | undefined
  answers: Record<string, Found>
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

/** `kubectl describe`: GET (or LIST) the objects, then each once more, what belongs to it, and its events. */
export const describe: Command = {
  reads: true,
  start: (kubectl) => {
    if (kubectl.session.args.length === 0 && !namesFiles(kubectl.session))
      return kubectl.fail(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n'
      )
    begin(kubectl, false)
  },
  answer: (kubectl, step, answer) => {
    switch (step.do) {
      case 'discovery':
        if (discovered(kubectl, step, answer)) begin(kubectl, true)
        return
      case 'namespace':
        memory(kubectl).errors.push(
          answer.code === 404 ? errorText(answer, kubectl.context.host) : memory(kubectl).missing
        )
        return find(kubectl)
      case 'found':
        return tookFound(kubectl, answer)
      case 'object':
        return tookObject(kubectl, answer)
      default:
        return tookMore(kubectl, String(step.do), step.needed === true, answer)
    }
  }
}

function begin(kubectl: Kubectl, looked: boolean): void {
  const { flags: given, args } = kubectl.session
  if (namesFiles(kubectl.session)) {
    const files = planOfFiles(kubectl)
    return files.ok ? go(kubectl, files.value) : kubectl.fail(files.error)
  }
  const plan = planOf(kubectl.context, args, {
    selector: text(given, 'selector'),
    allNamespaces: isSet(given, 'all-namespaces'),
    emptySelects: true
  })
  if ('unknown' in plan) return looked ? kubectl.fail(unknownText(plan.unknown)) : discover(kubectl)
  if (plan.ok) go(kubectl, plan.value)
  else kubectl.fail(plan.error)
}

function go(kubectl: Kubectl, { asks, warnings }: Plan): void {
  const { flags: given } = kubectl.session
  for (const warning of warnings) kubectl.warn(`Warning: ${warning}\n`)
  const start: Memory = {
    asks,
    asked: 0,
    found: [],
    errors: [],
    missing: '',
    notFound: false,
    prefix: undefined,
    showEvents: given['show-events'] !== false,
    printed: 0,
    current: 0,
    object: undefined,
    answers: {}
  }
  kubectl.session.memory = start
  find(kubectl)
}

const placeOf = (
  { kind, apiVersion }: Mapping,
  namespace: string
): Pick<Call, 'resource' | 'apiVersion' | 'namespace'> => ({
  resource: kind.plural,
  apiVersion,
  ...(kind.namespaced && namespace !== '' && { namespace })
})

/** Asks for the next thing to be described; goes on to describe when there is none left. */
function find(kubectl: Kubectl, token = ''): void {
  const state = memory(kubectl)
  if (token !== '') state.asked--
  const ask = state.asks[state.asked]
  if (!ask) return foundAll(kubectl)
  state.asked++
  const { flags: given } = kubectl.session
  const everywhere = isSet(given, 'all-namespaces')
  const where = placeOf(ask.mapping, everywhere ? '' : (ask.namespace ?? kubectl.namespace))
  if (ask.name !== undefined) return kubectl.ask({ verb: 'get', ...where, name: ask.name }, { do: 'found' })
  const labelSelector = text(given, 'selector').trim()
  const limit = int(given, 'chunk-size') ?? 500
  const options = {
    ...(limit > 0 && { limit }),
    ...(labelSelector !== '' && { labelSelector }),
    ...(token !== '' && { continue: token })
  }
  kubectl.ask({ verb: 'list', ...where, options }, { do: 'found' })
}

function tookFound(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const { mapping, name } = state.asks[state.asked - 1]!
  if (good(answer)) {
    const { metadata } = answer.body as KubeList & { metadata: { continue?: string } }
    for (const { metadata: of } of itemsOf(answer.body as KubeObject))
      state.found.push({ mapping, namespace: of.namespace ?? '', name: of.name })
    return find(kubectl, name === undefined ? (metadata.continue ?? '') : '')
  }
  const error = errorText(answer, kubectl.context.host)
  state.notFound ||= answer.code === 404
  const { namespace } = kubectl
  if (name !== undefined && answer.code === 404 && mapping.kind.namespaced && namespace !== 'default') {
    state.missing = error
    return kubectl.ask({ verb: 'get', resource: 'namespaces', name: namespace }, { do: 'namespace' })
  }
  state.errors.push(error)
  find(kubectl)
}

/** Events are shown of one object alone, unless they are asked for. A name that nothing has may be how names begin. */
function foundAll(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const { args, flags: given } = kubectl.session
  if (state.prefix !== undefined) {
    const { prefix } = state
    state.found = state.found.filter(({ name }) => name.startsWith(prefix))
    if (state.found.length > 0) state.errors = []
    return next(kubectl)
  }
  if ((state.errors.length > 0 || state.found.length > 1) && given['show-events'] === undefined)
    state.showEvents = false
  if (state.notFound && state.errors.length === 1 && args.length === 2 && !args[0]!.includes(',')) {
    state.prefix = args[1]!
    state.asks = [{ mapping: state.asks[0]!.mapping }]
    state.asked = 0
    return find(kubectl)
  }
  next(kubectl)
}

function next(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const named = state.found[state.current]
  if (!named) {
    if (state.found.length === 0 && state.errors.length === 0)
      kubectl.warn(
        isSet(kubectl.session.flags, 'all-namespaces')
          ? 'No resources found\n'
          : `No resources found in ${kubectl.namespace} namespace.\n`
      )
    for (const error of state.errors) kubectl.warn(`${error}\n`)
    return kubectl.exit(state.errors.length > 0 ? 1 : 0)
  }
  state.object = undefined
  state.answers = {}
  kubectl.ask({ verb: 'get', ...placeOf(named.mapping, named.namespace), name: named.name }, { do: 'object' })
}

function tookObject(kubectl: Kubectl, answer: Answer): void {
  if (!good(answer)) return failed(kubectl, errorText(answer, kubectl.context.host))
  memory(kubectl).object = answer.body as KubeObject
  more(kubectl)
}

function failed(kubectl: Kubectl, error: string): void {
  const state = memory(kubectl)
  if (!state.errors.includes(error)) state.errors.push(error)
  state.current++
  next(kubectl)
}

const describerFor = ({ mapping: { kind } }: Named) => describerOf(kind.kind, kind.group)

/** All that is asked about the object. */
function questionsOf(kubectl: Kubectl): readonly Question[] {
  const state = memory(kubectl)
  const named = state.found[state.current]!
  const describer = describerFor(named)
  const object = state.object!
  const events = state.showEvents && !describer.withoutEvents ? eventQuestions(named, object) : []
  return [...(describer.before?.(object) ?? []), ...events, ...(describer.after?.(object) ?? [])]
}

/** A node's events carry its uid or, if its kubelet wrote them, its name. A mirror pod's carry its own hash. */
function eventQuestions({ mapping: { kind } }: Named, { metadata }: KubeObject): readonly Question[] {
  const { name, namespace, uid = '', annotations = {} } = metadata
  const ask = (key: string, withUid: string): Question => {
    const parts = [
      ...(kind.kind === 'Pod' ? [] : [`involvedObject.kind=${kind.kind}`]),
      `involvedObject.name=${name}`,
      `involvedObject.namespace=${namespace ?? ''}`,
      ...(withUid === '' ? [] : [`involvedObject.uid=${withUid}`])
    ]
    const options = { fieldSelector: parts.join(','), limit: 500 }
    const needed = kind.kind === 'ConfigMap' ? { needed: true as const } : {}
    return { key, call: { verb: 'list', resource: 'events', ...(namespace && { namespace }), options }, ...needed }
  }
  if (kind.kind === 'Node') return [ask('events', uid), ask('events-by-name', name)]
  return [ask('events', (kind.kind === 'Pod' && annotations['kubernetes.io/config.mirror']) || uid)]
}

function more(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const missing = questionsOf(kubectl).find(({ key }) => !(key in state.answers))
  if (!missing) return write(kubectl)
  kubectl.ask(missing.call, { do: missing.key, ...(missing.needed && { needed: true }) })
}

function tookMore(kubectl: Kubectl, key: string, needed: boolean, answer: Answer): void {
  const state = memory(kubectl)
  if (good(answer)) state.answers[key] = { body: answer.body }
  else if (needed) return failed(kubectl, errorText(answer, kubectl.context.host))
  else
    state.answers[key] = {
      error: plainError(answer, kubectl.context.host),
      ...(answer.error === undefined && { status: answer.body as Status })
    }
  more(kubectl)
}

/** Events that were found; undefined: they are not shown, or could not be read. */
function eventsOf({ showEvents, answers }: Memory): readonly CoreEvent[] | undefined {
  if (!showEvents) return undefined
  const found = ['events', 'events-by-name'].flatMap((key) => {
    const answer = answers[key]
    return answer && 'body' in answer ? [(answer.body as KubeList & { items: readonly CoreEvent[] }).items] : []
  })
  return found.length === 0 ? undefined : found.flat()
}

function write(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const writer = new Writer()
  const about = { now: kubectl.now, events: eventsOf(state), answers: state.answers }
  describerFor(state.found[state.current]!).write(state.object!, writer, about)
  const printed = align(writer.text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r'), describeTable)
  if (state.prefix !== undefined) kubectl.print(`${printed}\n`)
  else kubectl.print(state.printed > 0 ? `\n\n${printed}` : printed)
  state.printed++
  state.current++
  next(kubectl)
}
