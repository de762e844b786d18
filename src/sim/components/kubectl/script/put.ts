import type { KubeObject } from '../../../api/types'
import { good, type Answer } from '../errors'
import { ask } from './effects'
import type { Info } from './manifest'
import type { Script } from './script'
import { callOf } from './targets'

interface Put {
  readonly fieldManager: string
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  readonly dryRun: boolean
  readonly subresource: string
}

/** A PUT whatever the version that is there: an object without one gets that. Models resource.Helper.Replace with overwrite. */
export function* put(info: Info, object: KubeObject, how: Put): Script<Answer> {
  const subresource = how.subresource === '' ? {} : { subresource: how.subresource }
  let body = object
  if ((object.metadata.resourceVersion ?? '') === '') {
    const there = yield* ask({ verb: 'get', ...callOf(info), ...subresource })
    if (good(there)) {
      const { resourceVersion } = (there.body as KubeObject).metadata
      body = { ...object, metadata: { ...object.metadata, ...(resourceVersion && { resourceVersion }) } }
    }
  }
  const { fieldManager, fieldValidation, dryRun } = how
  return yield* ask({
    verb: 'update',
    ...callOf(info),
    ...subresource,
    body,
    options: {
      ...(fieldManager !== '' && { fieldManager }),
      ...(fieldValidation && { fieldValidation }),
      ...(dryRun && { dryRun: true })
    }
  })
}
