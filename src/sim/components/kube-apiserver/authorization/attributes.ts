/** What is asked of an authorizer. Models apiserver/pkg/authorization/authorizer Attributes. */
export interface Attributes {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** Of a path that is no resource; else undefined. */
  readonly path?: string
  readonly fieldSelector?: string
}

export interface Decision {
  readonly allowed: boolean
  /** Why, or (of a refusal) what else is to be said of it. */
  readonly reason: string
}

export const noOpinion = (reason = ''): Decision => ({ allowed: false, reason })
export const allow = (reason = ''): Decision => ({ allowed: true, reason })
