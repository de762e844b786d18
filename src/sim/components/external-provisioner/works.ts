import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types'
import { classOf } from '../../api/volumes'
import { record } from '../../client-go/events'
import type { Change } from '../../client-go/informer'
import { keyOf } from '../../client-go/reflector'
import { request, type ApiResult } from '../../client-go/transport'
import { add, addRateLimited, done, forget, get, numRequeues } from '../../client-go/workqueue'
import { provisionerOf, roleOf, type ExternalProvisioner, type QueueName, type Work } from './context'
import { wallClock } from '../../kernel/clock'
import { addressOf } from '../../protocol'
import type { Outbox } from './messages'
import type { Operation, Step } from './operation'
import { provisionClaim, removeVolume, shouldDelete, shouldProvision, volumeNameOf } from './provision'

/** What a request of an operation bears. */
export interface WorkRef {
  readonly kind: 'operation'
  readonly id: number
}

/** What changed may be for it: claims, and volumes that are given up. */
export function observe(context: ExternalProvisioner, changes: readonly Change[]): void {
  for (const { resource, type, object } of changes) {
    if (roleOf(context.options)) {
      if (type !== 'delete') add(context.queues[resource]!, keyOf(object))
      continue
    }
    if (resource === 'persistentvolumes' && type === 'delete') context.saved.delete(object.metadata.name)
    if (type === 'delete') continue
    if (resource === 'persistentvolumeclaims') add(context.queues.claims!, keyOf(object))
    if (resource === 'persistentvolumes') add(context.queues.volumes!, keyOf(object))
  }
}

/** All that it knows is looked at anew. Models DefaultResyncPeriod. */
export function resync({ informers, queues, options }: ExternalProvisioner): void {
  for (const [resource, { store }] of Object.entries(informers)) {
    const queue = queues[roleOf(options) ? resource : (queueOf[resource] ?? '')]
    if (queue) for (const key of store.keys()) add(queue, key)
  }
}

const queueOf: Readonly<Record<string, QueueName>> = { persistentvolumeclaims: 'claims', persistentvolumes: 'volumes' }

/** Begins what is queued, as far as threads are free. */
export function drain(context: ExternalProvisioner, out: Outbox): void {
  for (const [name, queue] of Object.entries(context.queues)) {
    const busy = () => [...context.works.values()].filter((work) => work.queue === name).length
    while (busy() < context.options.threads) {
      const key = get(queue)
      if (key === null) break
      const input = inputFor(context, name, key)
      if (!input) {
        forget(queue, key)
        done(queue, key)
        continue
      }
      const work: Work = { id: context.nextWork++, queue: name, key, input: Object.freeze(input), answers: [] }
      context.works.set(work.id, work)
      run(context, work, out)
    }
  }
}

const settingOf = ({ options, surroundings, helperPod }: ExternalProvisioner) => ({
  options,
  env: surroundings.env,
  config: surroundings.files[options.config] ?? '',
  helperPod
})

function inputFor(context: ExternalProvisioner, name: QueueName, key: string): Work['input'] | null {
  const { options, informers } = context
  const role = roleOf(options)
  if (!role) return name === 'claims' ? claimInput(context, key) : volumeInput(context, key)
  const object = informers[name]?.store.get(key)
  if (!object || !role.concerns(name, object, options)) return null
  return { kind: 'role', resource: name, object, options, now: wallClock(context) }
}

function claimInput(context: ExternalProvisioner, key: string): Work['input'] | null {
  const { informers, options, saved } = context
  const claim = informers.persistentvolumeclaims!.store.get(key) as PersistentVolumeClaim | undefined
  if (!claim) return null
  const storageClass = informers.storageclasses!.store.get(classOf(claim)) as StorageClass | undefined
  const name = volumeNameOf(claim)
  if (!shouldProvision(claim, storageClass, options.provisioner)) return null
  // Its volume is there, and the claim is bound soon.
  if (saved.has(name) || informers.persistentvolumes!.store.has(name)) return null
  return { kind: 'provision', claim, storageClass, setting: settingOf(context) }
}

function volumeInput(context: ExternalProvisioner, key: string): Work['input'] | null {
  const volume = context.informers.persistentvolumes!.store.get(key) as PersistentVolume | undefined
  if (!volume || !shouldDelete(volume, context.options.provisioner)) return null
  return { kind: 'remove', volume, setting: settingOf(context) }
}

function operationOf({ options }: ExternalProvisioner, { input }: Work): Operation {
  if (input.kind === 'role') return roleOf(options)!.work(input)
  const provisioner = provisionerOf(options)
  return input.kind === 'provision' ? provisionClaim(provisioner, input) : removeVolume(provisioner, input)
}

/** Runs an operation as far as its answers reach. */
function run(context: ExternalProvisioner, work: Work, out: Outbox): void {
  const operation = operationOf(context, work)
  let next = operation.next()
  for (let i = 0; !next.done; i++) {
    if (i === work.answers.length) {
      if (perform(context, work, next.value, out)) return
      work.answers.push(null)
    }
    next = operation.next(work.answers[i] ?? undefined)
  }
  finish(context, work, next.value, out)
}

/** Does one step. True: the operation must wait. */
function perform(context: ExternalProvisioner, work: Work, step: Step, out: Outbox): boolean {
  const { client, recorder } = context
  switch (step.step) {
    case 'api': {
      const ref: WorkRef = { kind: 'operation', id: work.id }
      request(client, context, out, Object.freeze(step.call), ref)
      return true
    }
    case 'order':
      out.send(addressOf('storage', 'users'), { type: 'storage.order', id: work.id, ...step.order })
      return true
    case 'sleep':
      out.timer(`operation/${work.id}`, step.delay, step.setting, { type: 'operation.wake', operation: work.id })
      return true
    case 'event':
      record(recorder, client, context, out, step.about, step.type, step.reason, step.message)
      return false
    case 'log':
      out.log(step.level, step.text)
      return false
  }
}

/** An answer has come. */
export function answered(context: ExternalProvisioner, out: Outbox, { id }: WorkRef, result: ApiResult): void {
  const work = context.works.get(id)
  if (!work) return
  const known =
    result.kind === 'response'
      ? { code: result.code, body: result.body, at: context.now }
      : { code: 0, body: result.kind === 'error' ? result.error : 'stream ended', at: context.now }
  work.answers.push(Object.freeze(known))
  run(context, work, out)
}

/** What was demanded of the storage is done, or why not. */
export function ordered(context: ExternalProvisioner, out: Outbox, id: number, error: string): void {
  const work = context.works.get(id)
  if (!work) return
  work.answers.push(Object.freeze({ code: error === '' ? 200 : 500, body: error, at: context.now }))
  run(context, work, out)
  drain(context, out)
}

/** A pause is over. */
export function wake(context: ExternalProvisioner, out: Outbox, id: number): void {
  const work = context.works.get(id)
  if (!work) return
  work.answers.push(null)
  run(context, work, out)
}

/** It ends: what failed comes again, ever later, until it is given up. */
function finish(context: ExternalProvisioner, work: Work, error: string | undefined, out: Outbox): void {
  const { queues, works, options, saved } = context
  const { queue: name, key, id, input } = work
  const queue = queues[name]!
  works.delete(id)
  if (error === undefined) {
    if (input.kind === 'provision') saved.add(volumeNameOf(input.claim))
    forget(queue, key)
  } else retry(context, out, name, key, error, name === 'claims' ? options.provisionRetries : options.deleteRetries)
  done(queue, key)
}

function retry(
  context: ExternalProvisioner,
  out: Outbox,
  name: QueueName,
  key: string,
  error: string,
  threshold: number
): void {
  const queue = context.queues[name]!
  const what = name === 'claims' ? 'claim' : name === 'volumes' ? 'volume' : name
  const failures = numRequeues(queue, key)
  if (failures >= threshold) {
    out.log(
      'E',
      `controller.go:964] Giving up syncing ${what} "${key}" because failures ${failures} >= threshold ${threshold}`
    )
    forget(queue, key)
    return
  }
  out.log(
    'W',
    `controller.go:952] Retrying syncing ${what} "${key}" because failures ${failures} < threshold ${threshold}`
  )
  out.log('E', `controller.go:970] error syncing ${what} "${key}": ${error}`)
  addRateLimited(queue, key, context, out)
}
