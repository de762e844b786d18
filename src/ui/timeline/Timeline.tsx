import { selectBranch, useLab } from '../../store'
import { usePhone, useNarrow, isEmbedded } from '../shared/screen'
import { Lanes } from './Lanes'
import { Milestones } from './Milestones'
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
        <Small label="Zoom in" onClick={() => zoom(0.5)}>
          +
        </Small>
        <Small label="Zoom out" onClick={() => zoom(2)}>
          −
        </Small>
        <Small label="Show the whole run" onClick={fit} disabled={!zoomed}>
          all
        </Small>
      </div>
      <BranchSelect />
      {end < until && <span className="text-mute">simulated {Math.round((end / until) * 100)}%</span>}
      {broken && broken.length > 0 && (
        <span role="alert" className="font-semibold text-bad">
          Invariant broken: {broken[0]!.text}
        </span>
      )}
    </div>
  )
}

interface SmallProps {
  readonly label: string
  readonly onClick: () => void
  readonly disabled?: boolean
  readonly children: string
}

function Small({ label, children, ...rest }: SmallProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="min-w-6 rounded border border-line px-1.5 leading-5 text-mute hover:text-ink"
      {...rest}
    >
      {children}
    </button>
  )
}

/** Who acts in the past goes another way; the ways gone before stay. */
function BranchSelect() {
  const branches = useLab((lab) => lab.timeline?.branches)
  const branch = useLab((lab) => lab.timeline?.branch ?? 0)
  if (!branches || branches.length < 2) return null
  return (
    <label className="flex items-center gap-1.5 text-mute">
      Branch
      <select
        className="field py-0 text-xs"
        value={branch}
        onChange={(event) => void selectBranch(Number(event.target.value))}
      >
        {branches.map(({ id, forkedAt, title, parent }) => (
          <option key={id} value={id}>
            {parent === null ? title : `${(forkedAt / 1_000_000).toFixed(3)} s: ${title}`}
          </option>
        ))}
      </select>
    </label>
  )
}
