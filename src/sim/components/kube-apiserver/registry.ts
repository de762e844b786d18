import { zeroObject } from '../../api/decode'
import { structOf } from '../../api/schema'
import { validateMetadata, validateMetadataUpdate } from '../../api/kinds/metadata'
import { Problems, type Problem } from '../../api/kinds/problems'
import { validateBySchema } from '../../api/kinds/by-schema'
import { typeOfKind, type Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'

/**
 * What is done with every object between its decoding and its storage: conversion to the stored version, defaults, then
 * validation. A row of the scheme says what each kind does. Models pkg/registry/<group>/<kind>/strategy.go.
 */
export function defaulted(kind: Kind, object: KubeObject): KubeObject {
  const { code, apiVersion } = kind
  const given = object.apiVersion
  const stored = given !== undefined && given !== '' && given !== apiVersion ? code.convert?.(object) : undefined
  const complete = { ...(stored ?? object), apiVersion, kind: kind.custom ? object.kind : kind.kind }
  return code.defaults?.(complete) ?? complete
}

/** The status of a new object. */
export function emptyStatus(kind: Kind): unknown {
  const type = typeOfKind(kind)
  const status = type === undefined ? undefined : structOf(type).fields.get('status')?.type
  return status?.form === 'struct' ? zeroObject(status.of) : {}
}

/** What is wrong with an object that is to be created. Models rest.BeforeCreate. */
export function createProblems(kind: Kind, object: KubeObject, apiVersion = kind.apiVersion): readonly Problem[] {
  const problems = new Problems()
  if (kind.code.validateIn) {
    kind.code.validateIn(object, null, apiVersion, problems)
    if (problems.list.length > 0) return problems.list
  }
  validateMetadata(object, rulesOf(kind), problems)
  if (kind.code.validateNew) kind.code.validateNew(object, problems)
  else validate(kind, object, problems)
  return problems.list
}

const rulesOf = ({ namespaced, domains, code: { name } }: Kind) => ({ namespaced, domains, name })

/**
 * What is wrong with a change. Models rest.BeforeUpdate and the strategies' ValidateUpdate: metadata is looked at twice for all kinds,
 * and again by each kind's own validation.
 * @param part the subresource through which it is changed
 */
export function updateProblems(
  kind: Kind,
  object: KubeObject,
  old: KubeObject,
  part = '',
  apiVersion = kind.apiVersion
): readonly Problem[] {
  const problems = metadataProblems(kind, object, old)
  const { code } = kind
  if (code.validateIn) code.validateIn(object, old, apiVersion, problems)
  else validate(kind, object, problems)
  ;(code.parts?.[part] ?? code).validateUpdate?.(object, old, problems)
  return problems.list
}

/** As `updateProblems`, of a change of the status. */
export function statusProblems(kind: Kind, object: KubeObject, old: KubeObject): readonly Problem[] {
  const problems = metadataProblems(kind, object, old)
  kind.code.validateStatus?.(object, old, problems)
  return problems.list
}

function metadataProblems(kind: Kind, object: KubeObject, old: KubeObject): Problems {
  const problems = new Problems()
  // What did not change was found to be right.
  if (sameMetadata(object, old)) return problems
  validateMetadata(object, { namespaced: kind.namespaced, domains: false, name: 'path' }, problems)
  validateMetadataUpdate(object, old, problems)
  if (kind.metadata !== 'none') validateMetadataUpdate(object, old, problems)
  if (kind.metadata === 'whole') validateMetadata(object, rulesOf(kind), problems)
  return problems
}

const sameMetadata = ({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean =>
  a.labels === b.labels &&
  a.annotations === b.annotations &&
  a.ownerReferences === b.ownerReferences &&
  a.finalizers === b.finalizers

function validate(kind: Kind, object: KubeObject, problems: Problems): void {
  if (kind.code.validate) return kind.code.validate(object, problems)
  const type = typeOfKind(kind)
  if (type !== undefined) validateBySchema(object, type, problems)
}

/** What a client is warned of. */
export const warningsAbout = ({ code }: Kind, object: KubeObject, old: KubeObject | null): readonly string[] =>
  code.warnings?.(object, old) ?? []

/** What the server changes of an object before it validates it. */
export const prepared = ({ code }: Kind, object: KubeObject, old: KubeObject | null): KubeObject =>
  code.prepare?.(object, old) ?? object

export const preparedStatus = ({ code }: Kind, object: KubeObject, old: KubeObject, now: string): KubeObject =>
  code.prepareStatus?.(object, old, now) ?? object
