import type { Micros } from '../../../../../base/time'
import type { KubeObject } from '../../../../api/types'

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastUpdateTime?: string | null
  readonly lastTransitionTime?: string | null
}

export interface CertificateSigningRequest extends KubeObject {
  readonly spec: {
    readonly request: string
    readonly signerName: string
    readonly usages?: readonly string[]
    readonly username?: string
    readonly groups?: readonly string[]
    readonly uid?: string
    readonly extra?: Readonly<Record<string, readonly string[]>>
    readonly expirationSeconds?: number
  }
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly Condition[] }
}

export interface Look {
  readonly request: CertificateSigningRequest
  /** What the wall clock shows. */
  readonly now: Micros
}

export const isSaid = ({ status }: CertificateSigningRequest, type: string): boolean =>
  status?.conditions?.some((condition) => condition.type === type) ?? false

/** A condition whose times the API server fills in. */
export const said = (type: string, reason: string, message: string): Condition => ({
  type,
  status: 'True',
  reason,
  message,
  lastUpdateTime: null,
  lastTransitionTime: null
})
