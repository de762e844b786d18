import { secondsText, useLab } from '../../store'
import { byTime, milestoneTitle } from './words'

/** Says the milestones as the playhead passes them, for who does not see the picture. */
export function Story() {
  const said = useLab((lab) => {
    const passed = lab.timeline?.milestones.filter((milestone) => milestone.at <= lab.playhead) ?? []
    const last = byTime(passed).at(-1)
    if (!last) return ''
    const after = last.afterFault === null ? '' : `, ${secondsText(last.afterFault / 1_000_000)} after the fault`
    return `${milestoneTitle(last.id)}${last.component ? ` by ${last.component}` : ''}${after}.`
  })
  return (
    <div role="log" aria-live="polite" aria-label="What happens" className="sr-only">
      {said}
    </div>
  )
}
