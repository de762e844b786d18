import type { KubeObject } from '../../../../api/types'
import { Failure, failure, plain } from '../../script/failure'

import { scripted, type Script, type Shell } from '../../script/script'
import { labelSelectorOf } from '../create/selector'
import { objectsToSet, patchEach } from './setting'
import { text } from '../../session'

/** Models kubectl/pkg/cmd/set/set_selector.go. */
export const setSelector = scripted(selector)

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

function* selector(shell: Shell): Script {
  const { args } = shell
  const last = args.at(-1)
  if (last === undefined) throw failure('one selector is required')
  const { matchLabels = {}, matchExpressions = [] } = labelSelectorOf(last) as LabelSelector
  const infos = yield* objectsToSet(shell, args.slice(0, -1))
  const version = text(shell.flags, 'resource-version')
  for (const info of infos) {
    const wrong = problemWith(info.object, matchExpressions)
    if (wrong !== undefined) throw new Failure(plain(wrong))
    const before = version === '' ? info : { ...info, object: withVersion(info.object, undefined) }
    yield* patchEach(shell, [before], {
      done: 'selector updated',
      failed: '',
      always: true,
      records: true,
      change: (object) => {
        const spec = { ...(object.spec as object), selector: matchLabels }
        return withVersion({ ...object, spec } as KubeObject, version === '' ? undefined : version)
      }
    })
  }
}

function withVersion(object: KubeObject, version: string | undefined): KubeObject {
  if (version === undefined) return object
  return { ...object, metadata: { ...object.metadata, resourceVersion: version } }
}

function problemWith(
  { kind, apiVersion }: KubeObject,
  expressions: NonNullable<LabelSelector['matchExpressions']>
): string | undefined {
  if (kind !== 'Service' || apiVersion !== 'v1') return 'setting a selector is only supported for Services'
  if (expressions.length === 0) return undefined
  const shown = expressions.map(({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`)
  return `match expression [${shown.join(' ')}] not supported on this object`
}
