import type { PodSpec } from '../../../api/types'
import { isNodeNews } from '../framework/cluster-event'
import { matchesRequired, termSelects } from '../framework/node-affinity'
import { defaultNormalizeScore } from '../framework/normalize-score'
import { unresolvable, type Plugin } from '../framework/types'

/** nodeSelector and node affinity, required and preferred. Models plugins/nodeaffinity. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  wakes: ['NodeAdd', 'NodeLabelChange'],
  hint: (news, { pod }) => {
    if (!isNodeNews(news)) return true
    const takes = ({ metadata: { name, labels = {} } }: typeof news.node) => matchesRequired(pod.spec, name, labels)
    return takes(news.node) && (!news.before || !takes(news.before))
  },
  weight: 2,
  preFilter: ({ pod }, { release }) => {
    const nodeNames = namedNodes(pod.spec)
    return release === '1.36' && nodeNames?.size === 0
      ? { refusal: unresolvable('pod affinity terms conflict') }
      : { ...(nodeNames && { nodeNames }) }
  },
  filter: ({ name, labels }, { pod }) =>
    matchesRequired(pod.spec, name, labels)
      ? undefined
      : unresolvable("node(s) didn't match Pod's node affinity/selector"),
  score: ({ name, labels }, { pod }) => {
    let sum = 0
    for (const { weight, preference } of preferredTerms(pod.spec))
      if (termSelects(preference, name, labels)) sum += weight
    return sum
  },
  normalize: (scores) => defaultNormalizeScore(scores, false)
}

const preferredTerms = (spec: PodSpec) =>
  spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []

/** The nodes that the required terms name, if every term names some by `metadata.name In`. An impossible term names none. */
function namedNodes(spec: PodSpec): ReadonlySet<string> | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  if (!terms?.length) return undefined
  const names = new Set<string>()
  for (const { matchFields = [] } of terms) {
    const lists = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values)
    if (lists.length === 0) return undefined
    for (const name of lists[0]!) if (lists.every((list) => list.includes(name))) names.add(name)
  }
  return names
}
