import { clockText, sinceFaultText, useLab } from '../../store'

export function Clock() {
  const playhead = useLab((lab) => lab.playhead)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  return (
    <div
      className="flex items-baseline gap-2 whitespace-nowrap"
      role="timer"
      aria-label="Simulated time"
      aria-live="off"
    >
      <time className="numbers text-[19px] font-semibold max-md:text-[15px]">{clockText(playhead, start)}</time>
      <small className="numbers w-[18ch] text-[11px] text-mute max-[1360px]:hidden">
        {sinceFaultText(playhead, faultAt)}
      </small>
    </div>
  )
}
