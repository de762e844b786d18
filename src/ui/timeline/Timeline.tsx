import { useLab } from '../../store'
import { BranchControls } from './BranchControls'
import { usePhone, useNarrow, isEmbedded } from '../shared/screen'
import { Lanes } from './Lanes'
import { Milestones } from './Milestones'
import { SmallButton } from './SmallButton'
import { useView } from './view'

/** Lanes with the playhead, and beside them the milestones: document, simulated, recorded. */
export function Timeline() {
  const phone = usePhone()
  const narrow = useNarrow()
  const small = phone || isEmbedded
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        {!small && <Controls />}
        <Lanes />
      </div>
      {!small && !narrow && <Milestones />}
    </div>
  )
}

function Controls() {
  const { zoom, fit, zoomed } = useView()
  const end = useLab((lab) => lab.timeline?.end ?? 0)
  const until = useLab((lab) => lab.timeline?.until ?? 0)
  const broken = useLab((lab) => lab.timeline?.broken)
  return (
    <div className="flex items-center gap-2 px-3 pt-1.5 text-xs">
      <div role="group" aria-label="Zoom" className="flex gap-1">
        <SmallButton label="Zoom in" onClick={() => zoom(0.5)}>
          +
        </SmallButton>
        <SmallButton label="Zoom out" onClick={() => zoom(2)}>
          −
        </SmallButton>
        <SmallButton label="Show the whole run" onClick={fit} disabled={!zoomed}>
          all
        </SmallButton>
      </div>
      <BranchControls />
      {end < until && <span className="text-mute">simulated {Math.round((end / until) * 100)}%</span>}
      {broken && broken.length > 0 && (
        <span role="alert" className="font-semibold text-bad">
          Invariant broken: {broken[0]!.text}
        </span>
      )}
    </div>
  )
}
