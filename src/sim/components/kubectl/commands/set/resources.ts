import { canonicalQuantity } from '../../../../api/quantity'
import type { Container } from '../../../../api/types'
import { failure, plain, type Problem } from '../../script/failure'

import { withPodSpec } from '../../script/pod-spec'
import { scripted, type Script, type Shell } from '../../script/script'
import { text } from '../../session'
import { changeContainers } from './containers'
import { checkAll, checkLocal, objectsToSet, patchEach } from './setting'

/** Models kubectl/pkg/cmd/set/set_resources.go. */
export const setResources = scripted(resources)

type Amounts = Readonly<Record<string, string>>

/** `cpu=100m,memory=64Mi` */
function amountsOf(given: string): Amounts {
  if (given === '') return {}
  const pairs = given.split(',').map((pair): [string, string] => {
    const [name = '', amount, ...more] = pair.split('=')
    if (amount === undefined || more.length > 0)
      throw failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    const canonical = canonicalQuantity(amount)
    if (canonical === undefined)
      throw failure("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    return [name, canonical]
  })
  return Object.fromEntries(pairs)
}

function* resources(shell: Shell): Script {
  const { flags, args } = shell
  const infos = yield* objectsToSet(shell, args)
  checkLocal(shell)
  checkAll(shell)
  const [limits, requests] = [text(flags, 'limits'), text(flags, 'requests')]
  if (limits === '' && requests === '')
    throw failure('you must specify an update to requests or limits (in the form of --requests/--limits)')
  const more = { limits: amountsOf(limits), requests: amountsOf(requests) }
  const pattern = text(flags, 'containers')
  const problems: Problem[] = []
  yield* patchEach(shell, infos, {
    done: 'resource requirements updated',
    failed: 'failed to patch resources update to pod template ',
    records: true,
    problems,
    change: (object) => {
      let found = 0
      const after = withPodSpec(object, (spec) => {
        const { spec: changed, count } = changeContainers(spec, pattern, (container) => withMore(container, more))
        found = count
        return changed
      })
      if (found > 0) return after
      problems.push(plain(`error: unable to find container named ${pattern}`))
      return undefined
    }
  })
}

function withMore(container: Container, more: { readonly limits: Amounts; readonly requests: Amounts }): Container {
  const { limits, requests, ...rest } = container.resources ?? {}
  const merged = (old: Amounts | undefined, added: Amounts) =>
    Object.keys(added).length === 0 ? old : { ...old, ...added }
  const [newLimits, newRequests] = [merged(limits, more.limits), merged(requests, more.requests)]
  return {
    ...container,
    resources: { ...(newLimits && { limits: newLimits }), ...(newRequests && { requests: newRequests }), ...rest }
  }
}
