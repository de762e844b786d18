import { record, recorderResult, recorderTimer } from '../../client-go/events'
import { informerResult, startInformer, type Change, type InformerChanged } from '../../client-go/informer'
import { request, type ApiResult } from '../../client-go/transport'
import {
  addAfter,
  addRateLimited,
  createBucket,
  createWorkQueue,
  done,
  forget,
  get,
  numRequeues,
  queueTimer,
  reserve
} from '../../client-go/workqueue'
import { index, informerOf, resources } from './caches'
import { flagOf } from './config'
import { isEnabled, upstreamName } from './enabled'
import { identityOf, recorderOf, type ControllerManager, type Loop, type Work } from './context'
import type { Controller } from './controller'
import { controllers } from './controllers'
import type { ManagerInput, Outbox, WorkTimer } from './messages'
import type { Answer, Step } from './sync'

/** Answers to a request of a sync. */
interface WorkRef {
  readonly kind: 'work'
  readonly controller: string
  readonly work: number
  readonly call: number
}

const nothing: readonly Answer[] = Object.freeze([])
const byName = new Map(controllers.map((controller) => [controller.name, controller]))
const observers = new Map<string, readonly Controller[]>(
  resources.map((resource) => [resource, controllers.filter((c) => c.observe && c.needs.includes(resource))])
)

const ofCustom = controllers.filter(({ observesCustom }) => observesCustom)

/** The process leads: informers and control loops start. */
export function startControllers(kcm: ControllerManager, out: Outbox): void {
  const { qps, burst } = kcm.settings
  for (const { name, rateFactor = 1, backoff } of controllers) {
    kcm.loops.set(name, {
      name,
      queue: createWorkQueue(name, backoff?.base, backoff?.max),
      rate: { ...createBucket(qps * rateFactor, burst * rateFactor), at: kcm.now },
      works: new Map(),
      addedIn: new Map(),
      started: false
    })
  }
  const off = controllers.filter(({ name }) => !isEnabled(kcm, name)).map(({ name }) => upstreamName(name))
  for (const name of new Set(off)) out.log('I', `"Warning: controller is disabled" controller="${name}"`)
  for (const informer of kcm.caches.informers.values()) startInformer(informer, out)
}

/** Takes what came for the controllers: answers of the API. */
export function takeResult(kcm: ControllerManager, result: ApiResult, out: Outbox): void {
  const ref = result.ref as { kind?: string } | null
  const isRunning = kcm.loops.size > 0
  if (informerResult(result, out)) return
  if (ref?.kind === 'work' && isRunning) takeAnswer(kcm, ref as WorkRef, result, out)
  else if (ref?.kind === 'event') {
    for (const recorder of kcm.recorders.values()) if (recorderResult(recorder, kcm.client, kcm, out, result)) break
  }
}

/** Takes a timer of the controllers, their queues, informers and recorders. */
export function takeTimer(kcm: ControllerManager, event: ManagerInput, out: Outbox): void {
  if (event.type === 'events.retry') {
    for (const recorder of kcm.recorders.values()) if (recorderTimer(recorder, kcm.client, kcm, out, event)) break
  }
  if (kcm.loops.size === 0) return
  switch (event.type) {
    case 'workqueue.ready':
      for (const { queue, addedIn } of kcm.loops.values()) {
        if (!queueTimer(queue, event)) continue
        addedIn.set(event.key, kcm.entry)
        break
      }
      break
    case 'controller.timer':
      byName.get(event.controller)!.onTimer!(kcm, event, out)
      break
    case 'work.send':
    case 'work.wake':
      workTimer(kcm, event, out)
      break
    case 'informer.changed':
      takeChanges(kcm, event, out)
      break
  }
}

/** More keys than any cluster queues at once: a controller that hands out more in one step gives itself the same one for ever. */
const mostInAStep = 500_000

/** Starts syncs for the keys that are queued, as far as workers are free. */
export function drain(kcm: ControllerManager, out: Outbox): void {
  let handedOut = 0
  for (const controller of controllers) {
    const loop = kcm.loops.get(controller.name)!
    if (!loop.started) continue
    const { queue, works } = loop
    const workers =
      typeof controller.workers === 'number' ? controller.workers : Number(flagOf(kcm.config, controller.workers))
    while (works.size < workers && queue.queue.size > 0) {
      const key = get(queue)!
      if (++handedOut > mostInAStep) throw new Error(`controller ${controller.name} goes round in a circle over ${key}`)
      const addedIn = loop.addedIn.get(key)
      loop.addedIn.delete(key)
      const input = controller.read(kcm, key)
      if (input === null) {
        forget(queue, key)
        done(queue, key)
        continue
      }
      // Its cause is what was observed, not the end of the sync that kept the worker busy.
      out.because({ entry: addedIn ?? kcm.entry })
      const work: Work = {
        id: kcm.nextWork++,
        key,
        begunIn: out.entry,
        input: Object.freeze(input),
        answers: [],
        calls: [],
        got: new Map()
      }
      works.set(work.id, work)
      run(kcm, controller, loop, work, out)
    }
  }
}

// --- observe ------------------------------------------------------------------------------------------------------

function takeChanges(kcm: ControllerManager, { changes, listed }: InformerChanged, out: Outbox): void {
  for (const change of changes) observed(kcm, change, out)
  if (listed) startLoops(kcm, out)
}

function observed(kcm: ControllerManager, change: Change, out: Outbox): void {
  index(kcm.caches, change)
  for (const controller of observers.get(change.resource) ?? ofCustom) controller.observe!(kcm, change, out)
}

/** Workers of a loop start when all its informers have listed. Models cache.WaitForNamedCacheSync. */
function startLoops(kcm: ControllerManager, out: Outbox): void {
  const synced = (resource: string) => informerOf(kcm.caches, resource).synced
  for (const controller of controllers) {
    const loop = kcm.loops.get(controller.name)!
    if (loop.started || !controller.needs.every(synced) || !isEnabled(kcm, controller.name)) continue
    loop.started = true
    controller.begin?.(kcm, out)
  }
}

// --- analyse and act ----------------------------------------------------------------------------------------------

/** Runs a sync as far as its answers reach: performs what is new, and stops at the first step that must be waited for. */
function run(kcm: ControllerManager, controller: Controller, loop: Loop, work: Work, out: Outbox): void {
  const sync = controller.sync(work.input)
  let next = sync.next()
  for (let i = 0; !next.done; i++) {
    const known = work.answers[i]
    if (known === undefined) {
      if (perform(kcm, controller, loop, work, next.value, out)) return
      work.answers.push(nothing)
    }
    next = sync.next(known ?? nothing)
  }
  finish(kcm, controller, loop, work, next.value, out)
}

/** Does one step. True: the sync must wait. */
function perform(
  kcm: ControllerManager,
  controller: Controller,
  loop: Loop,
  work: Work,
  step: Step,
  out: Outbox
): boolean {
  switch (step.step) {
    case 'api':
      work.calls = Object.freeze(step.calls)
      work.got.clear()
      step.calls.forEach((_, call) => throttle(kcm, controller, loop, work, call, out))
      return true
    case 'sleep':
      out.timer(`work/${work.id}`, step.delay, step.setting, timerOf('work.wake', controller, work, 0))
      return true
    case 'event': {
      const recorder = recorderOf(kcm, controller.eventSource?.(kcm.settings) ?? controller.user, controller.user)
      record(recorder, kcm.client, kcm, out, step.about, step.type, step.reason, step.message)
      return false
    }
    case 'note':
      out.note(`${controller.user}: ${step.text}`)
      return false
    case 'log':
      out.log(step.level, step.text)
      return false
    case 'fact':
      out.fact(step.fact, step.detail)
      return false
    case 'later':
      addAfter(loop.queue, step.key, step.delay, step.setting, kcm, out)
      return false
    case 'rate-limited':
      addRateLimited(loop.queue, step.key, kcm, out)
      return false
    case 'conclude':
      controller.conclude!(kcm, step.conclusion, out)
      return false
  }
}

/** The sync has ended: a text is its error, the key comes again when the rate limit allows. */
function finish(
  kcm: ControllerManager,
  controller: Controller,
  loop: Loop,
  work: Work,
  error: string | void,
  out: Outbox
): void {
  const { queue, works } = loop
  const { key, id } = work
  works.delete(id)
  if (error === undefined) forget(queue, key)
  else if (numRequeues(queue, key) < (controller.maxRetries ?? Infinity)) {
    addRateLimited(queue, key, kcm, out)
  } else {
    out.log('W', `Dropping ${controller.name} "${key}" out of the queue: ${error}`)
    forget(queue, key)
  }
  done(queue, key)
}

/** Sends a request now or when the client's rate limit allows. Models client-go/rest/request.go tryThrottle. */
function throttle(
  kcm: ControllerManager,
  controller: Controller,
  loop: Loop,
  work: Work,
  call: number,
  out: Outbox
): void {
  const wait = reserve(loop.rate, kcm.now)
  if (wait === 0) send(kcm, controller, work, call, out)
  else out.timer(`work/${work.id}/${call}`, wait, 'kube-api-qps', timerOf('work.send', controller, work, call))
}

function send(kcm: ControllerManager, controller: Controller, work: Work, call: number, out: Outbox): void {
  const ref: WorkRef = { kind: 'work', controller: controller.name, work: work.id, call }
  // Frozen: checkpoints share what is on its way.
  request(kcm.client, kcm, out, Object.freeze({ ...work.calls[call]!, ...identityOf(controller.user) }), ref)
}

const timerOf = (type: WorkTimer['type'], controller: Controller, work: Work, call: number): WorkTimer => ({
  type,
  controller: controller.name,
  work: work.id,
  call
})

function workTimer(kcm: ControllerManager, { type, controller: name, work: id, call }: WorkTimer, out: Outbox): void {
  const controller = byName.get(name)!
  const loop = kcm.loops.get(name)!
  const work = loop.works.get(id)
  if (!work) return
  if (type === 'work.send') {
    send(kcm, controller, work, call, out)
    return
  }
  work.answers.push(nothing)
  run(kcm, controller, loop, work, out)
}

function takeAnswer(kcm: ControllerManager, ref: WorkRef, result: ApiResult, out: Outbox): void {
  const controller = byName.get(ref.controller)!
  const loop = kcm.loops.get(ref.controller)!
  const work = loop.works.get(ref.work)
  if (!work) return
  work.got.set(ref.call, answerOf(kcm, result))
  if (work.got.size < work.calls.length) return
  work.answers.push(Object.freeze(work.calls.map((_, call) => work.got.get(call)!)))
  work.calls = []
  work.got.clear()
  // What a sync does further it does for the reason for which it began, not because its last request was answered.
  out.because({ entry: work.begunIn })
  run(kcm, controller, loop, work, out)
}

function answerOf(kcm: ControllerManager, result: ApiResult): Answer {
  if (result.kind === 'response') return Object.freeze({ code: result.code, body: result.body, at: kcm.now })
  return Object.freeze({ code: 0, body: result.kind === 'error' ? result.error : 'stream ended', at: kcm.now })
}
