import { base64Decode } from '../../../../api/base64'
import type { Status } from '../../../../api/types'
import { readJson } from '../../http/json'

/** What came of a call: an answer over HTTP, or why there is none, in Go's words. */
export type Outcome =
  { readonly code: number; readonly contentType: string; readonly content: string } | { readonly error: string }

/** What a webhook has decided. Models admission/v1 AdmissionResponse. */
export interface Decision {
  readonly allowed: boolean
  readonly status: Partial<Status> | undefined
  readonly warnings: readonly string[]
  /** A JSON patch as text; empty: none. */
  readonly patch: string
  readonly patchType: string
}

const wanted = 'admission.k8s.io/v1, Kind=AdmissionReview'
const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const goKinds: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool' }

/**
 * Reads an answer; a text says what is wrong with it. Models client-go's rest.Request transformResponse and
 * webhook/request/admissionreview.go VerifyAdmissionResponse.
 */
export function decisionOf(outcome: Outcome, uid: string, mutating: boolean): Decision | string {
  if ('error' in outcome) return `failed to call webhook: ${outcome.error}`
  const { code, contentType, content } = outcome
  if (code < 200 || code > 206) return `failed to call webhook: ${failure(outcome)}`
  if (content === '')
    return `failed to call webhook: 0-length response with status code: ${code} and content type: ${contentType}`
  const read = readJson(content)
  if (!read.ok) return `failed to call webhook: couldn't get version/kind; json parse error: ${read.error}`
  if (!isFields(read.value)) {
    const kind = Array.isArray(read.value) ? 'array' : (goKinds[typeof read.value] ?? '')
    return `failed to call webhook: couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type ${typeMeta}`
  }
  const { kind = '', apiVersion = '', response } = read.value
  if (kind === 'AdmissionReview' && apiVersion === 'admission.k8s.io/v1beta1')
    return 'failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion'
  const problem = problemOf(response, uid, mutating, `${gvText(text(apiVersion))}, Kind=${text(kind)}`)
  if (problem !== undefined) return `received invalid webhook response: ${problem}`
  const { allowed, status, warnings, patch, patchType } = response as Readonly<Record<string, unknown>>
  return {
    allowed: allowed === true,
    status: isFields(status) ? status : undefined,
    warnings: Array.isArray(warnings) ? warnings.filter((each) => typeof each === 'string') : [],
    patch: base64Decode(text(patch)),
    patchType: text(patchType)
  }
}

function problemOf(response: unknown, uid: string, mutating: boolean, gvk: string): string | undefined {
  if (!isFields(response)) return 'webhook response was absent'
  const { patch, patchType } = response
  const given = text(response.uid)
  if (given !== uid) return `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(given)}`
  if (gvk !== wanted) return `expected webhook response of ${wanted}, got ${gvk}`
  const hasPatch = text(patch) !== ''
  const hasType = patchType !== undefined && patchType !== null
  if (!mutating && hasPatch) return 'validating webhook may not return response.patch'
  if (!mutating && hasType) return 'validating webhook may not return response.patchType'
  if (hasPatch && !hasType) return 'webhook returned response.patch but not response.patchType'
  if (!hasPatch && hasType) return 'webhook returned response.patchType but not response.patch'
  if (hasType && patchType === '') return 'webhook returned invalid response.patchType of ""'
  return undefined
}

/** `/` stands between group and version even where both are empty. */
const gvText = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion : `/${apiVersion}`)

const known: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request'
}

/** A code that is no success. Models apierrors.NewGenericServerResponse; a Status in the body speaks for itself. */
function failure({ code, contentType, content }: Extract<Outcome, { code: number }>): string {
  const read = readJson(content)
  if (read.ok && isFields(read.value) && read.value.kind === 'Status' && read.value.status === 'Failure')
    return text(read.value.message)
  const isText = contentType === '' || contentType.startsWith('text/')
  const said = isText ? content.slice(0, longest).trim() : 'unknown'
  if (code === 403 || code === 415) return said
  if (code === 406)
    return said === '' || said === 'unknown'
      ? 'the server was unable to respond with a content type that the client supports'
      : said
  const plain = known[code]
  if (plain !== undefined) return plain
  return code >= 500
    ? `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`
    : `the server responded with the status code ${code} but did not return more information`
}
/** Models rest.maxUnstructuredResponseTextBytes. */
const longest = 2_048

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
