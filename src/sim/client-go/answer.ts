import type { Micros } from '../../base/time'
import type { KubeObject, Status } from '../api/types'

/** What came of one request. */
export interface Answer {
  /** HTTP status; 0: no answer. */
  readonly code: number
  readonly body: unknown
  /** When it came, by own clock. */
  readonly at: Micros
}

export const isOk = ({ code }: Answer): boolean => code >= 200 && code < 300
export const isNotFound = ({ code }: Answer): boolean => code === 404
export const isConflict = (answer: Answer): boolean => answer.code === 409 && reasonOf(answer) === 'Conflict'
export const isAlreadyExists = (answer: Answer): boolean => answer.code === 409 && reasonOf(answer) === 'AlreadyExists'
/** Creation in a namespace that is being deleted. Models apierrors.HasStatusCause(err, NamespaceTerminatingCause). */
export const isNamespaceTerminating = (answer: Answer): boolean =>
  answer.code === 403 &&
  (statusOf(answer)?.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')

export const objectOf = <T = KubeObject>(answer: Answer): T => answer.body as T

/** The error as client-go prints it. */
export const errorOf = (answer: Answer): string =>
  statusOf(answer)?.message ??
  (typeof answer.body === 'string' ? answer.body : `the server responded with ${answer.code}`)

const statusOf = ({ body }: Answer): Status | undefined =>
  typeof body === 'object' && body !== null && (body as { kind?: string }).kind === 'Status'
    ? (body as Status)
    : undefined
const reasonOf = (answer: Answer): string => statusOf(answer)?.reason ?? ''
