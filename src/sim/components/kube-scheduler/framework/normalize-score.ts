import { maxNodeScore } from './types'

/** Scales to 0…100 by the largest; `reverse` makes the largest worst. Models plugins/helper/normalize_score.go. */
export function defaultNormalizeScore(scores: readonly number[], reverse: boolean): number[] {
  const max = Math.max(0, ...scores)
  if (max === 0) return scores.map((score) => (reverse ? maxNodeScore : score))
  return scores.map((score) => {
    const scaled = Math.trunc((maxNodeScore * score) / max)
    return reverse ? maxNodeScore - scaled : scaled
  })
}
