import type { Flags } from '../sim'

/** A table of real flags and latencies that differ from the defaults in `flags.ts`. Never a script of outcomes. */
export interface Profile {
  readonly id: ProfileId
  readonly title: string
  readonly summary: string
  readonly flags: Flags
  /** Set on top with three masters or more: only the teaching document claims that they change anything. */
  readonly severalMasters?: Flags
}

export const profileIds = ['kubernetes', 'kubernetes-1.25', 'document', 'fast'] as const
export type ProfileId = (typeof profileIds)[number]

export const profiles: Readonly<Record<ProfileId, Profile>> = {
  kubernetes: {
    id: 'kubernetes',
    title: 'Kubernetes defaults',
    summary: 'Upstream defaults of a current release.',
    flags: {}
  },
  'kubernetes-1.25': {
    id: 'kubernetes-1.25',
    title: 'Kubernetes 1.25, as recorded',
    summary: 'The release and the lab that the recordings were made with.',
    flags: { 'node-monitor-grace-period': 40, release: '1.25' }
  },
  document: {
    id: 'document',
    title: 'The document',
    summary: "Settings with which the teaching document's own timelines come out.",
    flags: {
      'node-monitor-grace-period': 40,
      'default-not-ready-toleration-seconds': 0,
      'default-unreachable-toleration-seconds': 0
    }
  },
  fast: {
    id: 'fast',
    title: 'Fast failover',
    summary: 'What a team that wants quick failover would set, within what upstream calls safe.',
    flags: {
      'node-monitor-grace-period': 20,
      'default-not-ready-toleration-seconds': 30,
      'default-unreachable-toleration-seconds': 30
    }
  }
}
