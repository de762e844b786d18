import { meets, parseLabelSelector } from '../../../../api/label-selector'
import type { LabelSelector, Pod } from '../../../../api/types'

/** A label selector as Go prints it: `nil` if there is none. Models LabelSelector String of generated.pb.go. */
export function goText(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil'
  const { matchLabels = {}, matchExpressions = [] } = selector
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`)
    .join('')
  const rules = matchExpressions
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`
    )
    .join('')
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${rules}},}`
}

/** The pods that a selector's text selects, or why it cannot be read. */
export function selected(pods: readonly Pod[], text: string): readonly Pod[] | string {
  const requirements = parseLabelSelector(text)
  if (typeof requirements === 'string') return requirements
  return pods.filter(({ metadata }) => requirements.every((each) => meets(metadata.labels, each)))
}
