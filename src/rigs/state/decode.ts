import type { KubeObject } from '../../sim/api/types'

/** An object as a record tells it: whole, against the last instance of it, or gone. */
export type Told = Readonly<Record<string, unknown>>

/** Gone, or what it is now. */
export type Change = { readonly gone: Identity } | { readonly object: KubeObject }

export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/**
 * Objects as a record of commands gives them: a top-level field `"="` is the last instance's, a number in
 * `metadata.managedFields` is that entry of it. An instance is known by kind, namespace, name and uid.
 */
export class Instances {
  private readonly last = new Map<string, KubeObject>()

  /** Takes objects as they are told, in their order. */
  take(objects: readonly Told[]): Change[] {
    return objects.map((told) => this.one(told))
  }

  private one(told: Told): Change {
    if (told.deleted === true) {
      const text = (key: string): string => (typeof told[key] === 'string' ? told[key] : '')
      return {
        gone: { apiVersion: text('apiVersion'), kind: text('kind'), namespace: text('namespace'), name: text('name') }
      }
    }
    const given = told as unknown as KubeObject
    const { namespace = '', name, uid = '' } = given.metadata
    const key = [given.kind, namespace, name, uid].join('/')
    const before = this.last.get(key) as Readonly<Record<string, unknown>> | undefined
    const whole = Object.fromEntries(
      Object.entries(told).map(([field, value]) => [field, value === '=' ? before?.[field] : value])
    ) as unknown as KubeObject
    const account = given.metadata.managedFields as readonly unknown[] | undefined
    const known = this.last.get(key)?.metadata.managedFields as readonly unknown[] | undefined
    const object: KubeObject = account
      ? ({
          ...whole,
          metadata: {
            ...whole.metadata,
            managedFields: account.map((entry) => (typeof entry === 'number' ? known?.[entry] : entry))
          }
        } as KubeObject)
      : whole
    this.last.set(key, object)
    return { object }
  }
}
