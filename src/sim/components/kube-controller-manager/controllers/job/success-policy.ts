import type { Job } from '../../../../api/types'
import { parseIndexes } from './indexes'

/** Which rule of the Job's successPolicy is met by the indexes that are done: upstream's words for it. Models success_policy.go matchSuccessPolicy. */
export function metRule({ spec }: Job, done: ReadonlySet<number>): string | undefined {
  const { successPolicy, completions = 0 } = spec
  const met = (successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && done.size >= succeededCount
    const wanted = [...parseIndexes(succeededIndexes, completions)]
    return wanted.filter((index) => done.has(index)).length >= (succeededCount ?? wanted.length)
  })
  return met < 0 ? undefined : `Matched rules at index ${met}`
}
