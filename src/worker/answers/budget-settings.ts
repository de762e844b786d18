import { defaults, flagsOf, objections, piecesOf, settings, soundFrom } from '../../budget'
import { ok, type Result } from '../../base/result'
import { changedFlags, formatLink, presetOf } from '../../scenarios'
import type { Ask, Reply } from '../protocol'
import type { Session } from '../session'

/** What the sliders may be, what is wrong with how they stand, and what there is to copy. */
export function budgetSettings(_: Session, { values }: Ask<'budget-settings'>): Result<Reply<'budget-settings'>> {
  const stand = values ?? defaults
  const scenario = presetOf('ha-worker-fails')!
  const ofDocument = changedFlags('document', scenario.cluster.masters)
  return ok({
    settings: settings.map((setting) => ({
      ...setting,
      default: defaults[setting.id],
      soundFrom: soundFrom(setting),
      document: (ofDocument[setting.flags[0]!] as number | undefined) ?? null
    })),
    objections: objections(stand),
    pieces: piecesOf(stand),
    link: formatLink({ scenario: { ...scenario, flags: flagsOf(stand) }, playhead: 0, selection: '' })
  })
}
