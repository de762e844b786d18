import type { ClusterAutoscaler } from './context'
import type { Option } from './estimate'

/** Which group is made larger, if several could be; ties are broken at random. Models expander/factory/chain.go. */
export function best(
  { options: { expander }, rng }: ClusterAutoscaler,
  options: readonly Option[]
): Option | undefined {
  const rank = ({ waste, pods }: Option) =>
    expander === 'least-waste' ? waste : expander === 'most-pods' ? -pods.length : 0
  const least = Math.min(...options.map(rank))
  const equal = options.filter((option) => rank(option) === least)
  return equal.length > 1 ? equal[rng.below(equal.length)] : equal[0]
}
