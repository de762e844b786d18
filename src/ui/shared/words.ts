import type { Health, ImpactView, MilestoneView } from '../../store'

/** `etcd-leader-elected` as a person reads it. */
export const milestoneTitle = (id: string): string => {
  const words = id
    .replaceAll('-', ' ')
    .replace(/\bapi\b/, 'API')
    .replace(/\bkcm\b/, 'controller manager')
    .replace(/\blb\b/, 'load balancer')
  return words.startsWith('etcd') ? words : words[0]!.toUpperCase() + words.slice(1)
}

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
