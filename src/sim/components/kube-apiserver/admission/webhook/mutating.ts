import { customOf } from '../../apiextensions/body'
import { decode } from '../../../../api/decode'
import { equal } from '../../../../api/equality'
import { isFields, PatchError, type Fields } from '../../../../api/patch/json'
import { jsonPatch } from '../../../../api/patch/json-patch'
import { whyNot } from '../../../../api/patch/json-patch-text'
import { typeOfKind } from '../../../../api/scheme'
import type { KubeObject, Status } from '../../../../api/types'
import { internal } from '../../errors'
import { readJson } from '../../http/json'
import { defaulted } from '../../registry'
import type { Admission } from '../admission'
import { isExempt } from '../policymatch'
import type { Decision } from './answer'
import { hooksOf, type Hook } from './config'
import { ask, Unanswered } from './hearing'
import type { Rounds } from './later'
import { invocationOf } from './match'
import { dryRunProblem, failed, verdictOf } from './verdict'

/** Each changes what those before it made. Models webhook/mutating/dispatcher.go. */
export function mutateByWebhooks(admission: Admission, rounds: Rounds): KubeObject | Status | null {
  const { server, kind, request } = admission
  if (!request.hearing || isExempt(kind)) return null
  // Plugins have changed what webhooks left.
  if (rounds.again && admission.object && rounds.left && !equal(admission.object, rounds.left)) require(rounds)
  let { object } = admission
  for (const hook of hooksOf(server, 'mutating')) {
    const now = { ...admission, object }
    const shown = { ...now, object: asYet(now) }
    const invocation = invocationOf(hook.webhook, shown)
    if (invocation === null) continue
    if ('code' in invocation) return invocation
    if (rounds.again && !rounds.required.has(hook.id)) continue
    const unfit = dryRunProblem(hook.webhook, admission)
    if (unfit) return unfit
    const asked = ask(shown, hook, invocation)
    if (asked.outcome === undefined) throw new Unanswered([asked.question])
    const verdict = verdictOf(hook.webhook, asked, true)
    const next = verdict && !('code' in verdict) ? patched(now, hook, verdict) : verdict
    if (next && isRefusal(next)) return next
    if (verdict && !('code' in verdict)) request.hearing.warnings.push(...verdict.warnings)
    if (next && object && !equal(next, object)) {
      object = next
      require(rounds)
      rounds.left = object
    }
    if (hook.webhook.reinvocationPolicy === 'IfNeeded') rounds.willing.add(hook.id)
  }
  if (rounds.left && object) rounds.left = object
  return object === admission.object ? null : object
}

const isRefusal = (value: KubeObject | Status): value is Status => value.kind === 'Status'

function require({ willing, required }: Rounds): void {
  for (const id of willing) required.add(id)
  willing.clear()
}

/** A new object is shown as it is before the server has given it what only a server sets. */
function asYet({ operation, object, kind }: Admission): KubeObject | null {
  if (operation !== 'CREATE' || !object) return object
  const { uid: _uid, creationTimestamp: _time, generation: _generation, ...metadata } = object.metadata
  return { ...object, metadata, ...(kind.hasStatus && !kind.custom && { status: {} }) }
}

/** The object with a webhook's patch; null: none, or one whose failure is passed over. */
function patched(admission: Admission, { webhook }: Hook, { patch, patchType }: Decision): KubeObject | Status | null {
  if (patch === '') return null
  const read = readJson(patch)
  if (!read.ok) return failed(webhook, `received undecodable patch in webhook response: ${read.error}`)
  if (!Array.isArray(read.value)) {
    const kind = isFields(read.value) ? 'object' : typeof read.value
    const why = `json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`
    return failed(webhook, `received undecodable patch in webhook response: ${why}`)
  }
  if (read.value.length === 0) return null
  const { object, kind } = admission
  if (!object)
    return internal(
      `admission webhook ${JSON.stringify(webhook.name)} attempted to modify the object, which is not supported for this operation`
    )
  if (patchType !== 'JSONPatch') return failed(webhook, `unsupported patch type ${JSON.stringify(patchType)}`)
  let next: unknown
  const shown = asYet(admission)!
  try {
    next = jsonPatch(shown, read.value)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    return internal(whyNot(shown, read.value))
  }
  const fields = isFields(next) ? next : {}
  const made = readObject(admission, fields, shown)
  if ('code' in made) return made
  return withServers(admission, defaulted(kind, made))
}

/** Fields that the kind does not have are left out. */
function readObject({ kind, request }: Admission, fields: Fields, known: KubeObject): KubeObject | Status {
  if (kind.custom) {
    const read = customOf(kind, { ...request, options: {} }, fields, kind.apiVersion)
    return 'code' in read ? read : read.object
  }
  const decoded = decode(fields, typeOfKind(kind) ?? kind.kind, known)
  return decoded.ok ? decoded.object : internal(decoded.error)
}

/** What only the server sets is not a webhook's. */
function withServers({ operation, object, kind }: Admission, next: KubeObject): KubeObject {
  if (operation !== 'CREATE' || !object) return next
  const { uid, creationTimestamp, generation } = object.metadata
  const metadata = {
    ...next.metadata,
    ...(uid !== undefined && { uid }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(generation !== undefined && { generation })
  }
  return { ...next, metadata, ...(kind.hasStatus && !kind.custom && { status: object.status }) }
}
