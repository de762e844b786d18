import { setAutoSlow, setSpeed, speeds, step, togglePlaying, useLab } from '../../store'
import { Button } from '../shared/Button'

const speedText = (speed: number): string => (speed === Infinity ? 'max' : `${speed}×`)

/** Step back, play or pause, step forward, and how fast. */
export function Transport({ small }: { readonly small: boolean }) {
  const playing = useLab((lab) => lab.playing)
  const speed = useLab((lab) => lab.speed)
  return (
    <div role="group" aria-label="Playback" className="flex items-center gap-2">
      {!small && (
        <Button aria-label="Step back" onClick={() => step(-1)}>
          <span aria-hidden>
            ◂<span className="max-lg:hidden"> Step</span>
          </span>
        </Button>
      )}
      <Button
        look="primary"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={togglePlaying}
        className={small ? '' : 'w-[84px]'}
      >
        <span aria-hidden>{playing ? '❚❚' : '▶'}</span>
        {!small && <span aria-hidden>{playing ? 'Pause' : 'Play'}</span>}
      </Button>
      {!small && (
        <Button aria-label="Step forward" onClick={() => step(1)}>
          <span aria-hidden>
            <span className="max-lg:hidden">Step </span>▸
          </span>
        </Button>
      )}
      <select
        aria-label="Speed"
        className="field numbers"
        value={String(speed)}
        onChange={(event) => setSpeed(Number(event.target.value))}
      >
        {speeds.map((value) => (
          <option key={value} value={String(value)}>
            {speedText(value)}
          </option>
        ))}
      </select>
      {!small && <AutoSlow />}
    </div>
  )
}

function AutoSlow() {
  const autoSlow = useLab((lab) => lab.autoSlow)
  const slowed = useLab((lab) => lab.slowed)
  return (
    <button
      type="button"
      aria-pressed={autoSlow}
      aria-label="Slow down at interesting instants"
      title="Slow down at interesting instants"
      onClick={() => setAutoSlow(!autoSlow)}
      className={`w-8 rounded-[7px] border px-2 py-[5px] font-medium whitespace-nowrap ${
        autoSlow ? 'border-lead bg-leadbg text-lead' : 'border-line text-mute'
      }`}
    >
      <span aria-hidden>{slowed ? '◍' : '◌'}</span>
    </button>
  )
}
