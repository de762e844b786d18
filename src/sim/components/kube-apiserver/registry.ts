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
  const complete = { ...(stored ?? object), apiVersion, kind: kind.kind }
  return code.defaults?.(complete) ?? complete
}

/** What is wrong with an object that is to be created. Models rest.BeforeCreate. */
export function createProblems(kind: Kind, object: KubeObject): readonly Problem[] {
  const problems = new Problems()
  validateMetadata(object, kind.code.name, problems)
  validate(kind, object, problems)
  return problems.list
}

/** What is wrong with a change. Models rest.BeforeUpdate and the strategies' ValidateUpdate. */
export function updateProblems(kind: Kind, object: KubeObject, old: KubeObject): readonly Problem[] {
  const problems = new Problems()
  validateMetadata(object, kind.code.name, problems)
  validateMetadataUpdate(object, old, problems)
  validate(kind, object, problems)
  kind.code.validateUpdate?.(object, old, problems)
  return problems.list
}

function validate(kind: Kind, object: KubeObject, problems: Problems): void {
  if (kind.code.validate) return kind.code.validate(object, problems)
  const type = typeOfKind(kind)
  if (type !== undefined) validateBySchema(object, type, problems)
}

/** What a client is told of a kind that nothing here acts on. */
export const inertWarnings = ({ inert, kind }: Kind): readonly string[] =>
  inert ? [`this simulation keeps ${kind} objects, but nothing in it acts on them`] : []
