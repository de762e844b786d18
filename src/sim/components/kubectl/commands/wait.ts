import { ms, seconds } from '../../../../base/time'
import type { KubeList, KubeObject } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import { parseSeconds } from '../command-line'
import { discover, discovered } from '../discovery'
import { namesFiles, planOfFiles } from '../files-plan'
import { localResource } from '../script/visit'
import { errorText, good, type Answer } from '../errors'
import { itemsOf, printerOf } from '../print/printer'
import { nameOfKind, planOf, unknownText, type Ask, type Mapping } from '../resources'
import { isSet, list, text, type Command, type Kubectl, type Step } from '../session'
import { conditionsOf, holds, type Condition } from './wait-conditions'

interface Memory {
  readonly asks: readonly Ask[]
  readonly conditions: readonly Condition[]
  /** In seconds; 0: looks once. */
  readonly timeout: number
  asked: number
  /** What the last answer gave, the first of them being waited for. */
  queue: { readonly mapping: Mapping; readonly object: KubeObject }[]
  /** Which of the conditions is waited for. */
  at: number
  /** Number of the wait under way: answers to earlier ones are not heard. */
  turn: number
  /** The time is over: nothing more is waited for. */
  expired: boolean
  /** It waits until something is there at all. */
  creating: boolean
  visited: number
  readonly errors: string[]
  printed: number
}
const memory = ({ session }: Kubectl): Memory => session.memory.wait as Memory

/** `kubectl wait`: for each object a LIST and a WATCH until it is as it shall be, one after the other. Models kubectl/pkg/cmd/wait. */
export const wait: Command = {
  reads: true,
  start: (kubectl) => begin(kubectl, false),
  answer: (kubectl, step, answer) => {
    if (step.do === 'discovery') {
      if (discovered(kubectl, step, answer)) begin(kubectl, true)
      return
    }
    if (step.turn !== undefined && step.turn !== memory(kubectl).turn) return
    switch (step.do) {
      case 'found':
        return found(kubectl, answer)
      case 'again':
        return again(kubectl, answer)
      case 'list':
        return listed(kubectl, answer)
      case 'watch':
        if (!good(answer)) failed(kubectl, answer)
    }
  },
  watch: (kubectl, step, events) => {
    for (const { type, object } of events) {
      if (step.turn !== memory(kubectl).turn) return
      const condition = conditionNow(kubectl)
      if (condition.kind === 'delete') {
        if (type === 'DELETED') met(kubectl)
      } else if (type === 'ADDED' || type === 'MODIFIED') check(kubectl, object as KubeObject)
    }
  },
  wake: (kubectl, step) => {
    if (step.do === 'create') return ask(kubectl)
    const state = memory(kubectl)
    state.expired = true
    if (state.creating) return kubectl.fail('timed out waiting for the condition')
    if (state.queue.length > 0) gaveUp(kubectl)
  }
}

function begin(kubectl: Kubectl, looked: boolean): void {
  const { args, flags: given } = kubectl.session
  const conditions = conditionsOf(list(given, 'for'))
  if (!conditions.ok) return kubectl.fail(conditions.error)
  const all = isSet(given, 'all')
  const fromFiles = namesFiles(kubectl.session)
  if (isSet(given, 'local') && !fromFiles) return kubectl.fail(localResource.slice('error: '.length))
  const plan = fromFiles
    ? planOfFiles(kubectl)
    : planOf(kubectl.context, args, {
        selector: text(given, 'selector'),
        fieldSelector: text(given, 'field-selector'),
        allNamespaces: isSet(given, 'all-namespaces'),
        emptySelects: all
      })
  if ('unknown' in plan) return looked ? kubectl.fail(unknownText(plan.unknown)) : discover(kubectl)
  if (!plan.ok) return kubectl.fail(plan.error)
  const timeout = parseSeconds(text(given, 'timeout').replace(/^-/, '') || '30s')
  const start: Memory = {
    asks: plan.value.asks,
    conditions: conditions.value,
    // Less than nothing means a week.
    timeout: text(given, 'timeout').startsWith('-') ? 604_800 : timeout,
    asked: 0,
    queue: [],
    at: 0,
    turn: 0,
    expired: false,
    creating: conditions.value.some(({ kind }) => kind === 'create'),
    visited: 0,
    errors: [],
    printed: 0
  }
  kubectl.session.memory.wait = start
  if (start.timeout > 0) kubectl.later(seconds(start.timeout), 'timeout', { do: 'timeout' })
  ask(kubectl)
}

function placeOf(
  kubectl: Kubectl,
  { kind, apiVersion }: Mapping,
  namespace = kubectl.namespace
): Pick<Call, 'resource' | 'apiVersion' | 'namespace'> {
  const everywhere = isSet(kubectl.session.flags, 'all-namespaces') && namespace === kubectl.namespace
  return { resource: kind.plural, apiVersion, ...(kind.namespaced && !everywhere && { namespace }) }
}

/** Asks for the next objects that are to be waited for. */
function ask(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const next = state.asks[state.asked]
  if (!next) return end(kubectl)
  state.asked++
  const { flags: given } = kubectl.session
  if (next.name !== undefined)
    return kubectl.ask(
      { verb: 'get', ...placeOf(kubectl, next.mapping, next.namespace), name: next.name },
      { do: 'found' }
    )
  const [labelSelector, fieldSelector] = [text(given, 'selector').trim(), text(given, 'field-selector').trim()]
  const options = { ...(labelSelector !== '' && { labelSelector }), ...(fieldSelector !== '' && { fieldSelector }) }
  kubectl.ask({ verb: 'list', ...placeOf(kubectl, next.mapping), options }, { do: 'found' })
}

function found(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const { mapping } = state.asks[state.asked - 1]!
  const deletes = state.conditions.some(({ kind }) => kind === 'delete')
  if (state.creating) {
    const items = good(answer) ? itemsOf(answer.body as KubeObject) : []
    if (items.length === 0 && (good(answer) || answer.code === 404)) {
      state.asked--
      return kubectl.later(ms(500), 'poll-interval', { do: 'create' })
    }
    // All there: then it begins anew with the conditions.
    if (good(answer) && state.asked < state.asks.length) return ask(kubectl)
    state.creating = false
    if (good(answer)) {
      state.asked = 0
      return ask(kubectl)
    }
  }
  if (!good(answer)) {
    if (!(answer.code === 404 && deletes)) state.errors.push(errorText(answer, kubectl.context.host))
    return ask(kubectl)
  }
  state.queue = itemsOf(answer.body as KubeObject).map((object) => ({ mapping, object }))
  state.visited += state.queue.length
  nextObject(kubectl)
}

function nextObject(kubectl: Kubectl): void {
  const state = memory(kubectl)
  state.at = 0
  if (state.queue.length === 0) return ask(kubectl)
  look(kubectl)
}

const conditionNow = (kubectl: Kubectl): Condition => memory(kubectl).conditions[memory(kubectl).at]!

/** Begins to wait for the condition whose turn it is. */
function look(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const { mapping, object } = state.queue[0]!
  const condition = conditionNow(kubectl)
  state.turn++
  const { turn } = state
  const { name, namespace } = object.metadata
  const where = placeOf(kubectl, mapping, namespace)
  if (condition.kind === 'create') return met(kubectl)
  if (condition.kind === 'delete' || state.timeout === 0)
    return kubectl.ask({ verb: 'get', ...where, name }, { do: 'again', turn })
  if (state.expired) return gaveUp(kubectl)
  kubectl.ask({ verb: 'list', ...where, options: { fieldSelector: `metadata.name=${name}` } }, { do: 'list', turn })
}

/** One more look at the object: whether it is still there, or (without time) whether it is so. */
function again(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const condition = conditionNow(kubectl)
  if (condition.kind === 'delete') {
    if (answer.code === 404) return met(kubectl)
    if (!good(answer)) return failed(kubectl, answer)
    if (state.timeout === 0) return refuse(kubectl, `condition not met for ${named(kubectl)}`)
    if (state.expired) return gaveUp(kubectl)
    const { mapping, object } = state.queue[0]!
    const { name, namespace } = object.metadata
    const options = { fieldSelector: `metadata.name=${name}` }
    return kubectl.ask(
      { verb: 'list', ...placeOf(kubectl, mapping, namespace), options },
      { do: 'list', turn: state.turn }
    )
  }
  if (!good(answer)) return failed(kubectl, answer)
  const so = holds(condition, answer.body as KubeObject)
  if (!so.ok) return refuse(kubectl, so.error)
  if (so.value) met(kubectl)
  else refuse(kubectl, `condition not met for ${named(kubectl)}`)
}

function listed(kubectl: Kubectl, answer: Answer): void {
  if (!good(answer)) return failed(kubectl, answer)
  const state = memory(kubectl)
  const { items, metadata } = answer.body as KubeList
  const { mapping, object } = state.queue[0]!
  const { name, namespace } = object.metadata
  const [now] = items
  if (!now) {
    if (conditionNow(kubectl).kind === 'delete') return met(kubectl)
    const resource = mapping.kind.group === '' ? mapping.kind.plural : `${mapping.kind.plural}.${mapping.kind.group}`
    return refuse(kubectl, `Error from server (NotFound): ${resource} "${name}" not found`)
  }
  const { turn } = state
  if (conditionNow(kubectl).kind !== 'delete') check(kubectl, now)
  if (
    turn !== memory(kubectl).turn ||
    state.queue[0]?.object !== object ||
    !kubectl.context.sessions.has(kubectl.session.id)
  )
    return
  const options = { fieldSelector: `metadata.name=${name}`, resourceVersion: metadata.resourceVersion }
  const step: Step = { do: 'watch', turn }
  kubectl.ask({ verb: 'watch', ...placeOf(kubectl, mapping, namespace), options }, step)
}

function check(kubectl: Kubectl, object: KubeObject): void {
  const so = holds(conditionNow(kubectl), object)
  if (!so.ok) refuse(kubectl, so.error)
  else if (so.value) met(kubectl, object)
}

/** `pods/web`: the resource, without its group. */
const named = (kubectl: Kubectl): string => {
  const { mapping, object } = memory(kubectl).queue[0]!
  return `${mapping.kind.plural}/${object.metadata.name}`
}

const gaveUp = (kubectl: Kubectl): void => refuse(kubectl, `timed out waiting for the condition on ${named(kubectl)}`)
const failed = (kubectl: Kubectl, answer: Answer): void => refuse(kubectl, errorText(answer, kubectl.context.host))

/** It will not come true; the others are waited for all the same. */
function refuse(kubectl: Kubectl, error: string): void {
  const state = memory(kubectl)
  state.errors.push(error)
  state.turn++
  state.queue.shift()
  nextObject(kubectl)
}

function met(kubectl: Kubectl, now?: KubeObject): void {
  const state = memory(kubectl)
  const { mapping, object } = state.queue[0]!
  state.turn++
  if (text(kubectl.session.flags, 'output') === '' && text(kubectl.session.flags, 'template') === '')
    kubectl.print(`${nameOfKind(mapping)}/${object.metadata.name} condition met\n`)
  else {
    const printer = printerOf(kubectl, false)
    const printed = printer.ok ? printer.value(now ?? object, state.printed++) : printer
    if (printed.ok) kubectl.print(printed.value)
  }
  state.at++
  if (state.at < state.conditions.length) return look(kubectl)
  state.queue.shift()
  nextObject(kubectl)
}

function end(kubectl: Kubectl): void {
  const { errors, visited, conditions } = memory(kubectl)
  const [first, ...more] = errors
  if (first === undefined) {
    if (visited === 0 && !conditions.some(({ kind }) => kind === 'delete'))
      return kubectl.fail('no matching resources found')
    return kubectl.exit(0)
  }
  const isStatus =
    first.startsWith('Error from server') ||
    first.startsWith('error: ') ||
    /^(The connection|Unable to connect)/.test(first)
  kubectl.warn(more.length === 0 && !isStatus ? `error: ${first}\n` : `${errors.join('\n')}\n`)
  kubectl.exit(1)
}
