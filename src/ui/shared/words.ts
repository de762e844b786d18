import type { Health, ImpactView, MilestoneView } from '../../store'

export { milestoneTitle } from '../../words'

export const impactSigns: Readonly<Record<ImpactView['status'], { sign: string; tone: string; word: string }>> = {
  ok: { sign: '✓', tone: 'tone-ok', word: 'works' },
  degraded: { sign: '◔', tone: 'tone-warn', word: 'degraded' },
  failed: { sign: '✕', tone: 'tone-bad', word: 'fails' },
  unknown: { sign: '?', tone: 'tone-off', word: 'unknown' },
  asking: { sign: '…', tone: 'tone-off', word: 'asking' }
}

export const toneOf = (health: Health | 'lead'): string => `tone-${health}`

/** Milestones in the order in which they happened. */
export const byTime = (milestones: readonly MilestoneView[]): MilestoneView[] =>
  [...milestones].sort((a, b) => a.at - b.at || a.entry - b.entry)
