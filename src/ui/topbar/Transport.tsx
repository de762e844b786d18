import { setAutoSlow, setSpeed, speeds, step, togglePlaying, useLab } from '../../store'
import { Button } from '../shared/Button'
import { Icon } from '../shared/Icon'
import { usePage } from '../shared/use-page'

const speedText = (speed: number): string => (speed === Infinity ? 'max' : `${speed}×`)

/** Step back, play or pause, step forward, and how fast. `small`: only what an embed has room for. */
export function Transport({ small }: { readonly small: boolean }) {
  const t = usePage()
  const playing = useLab((lab) => lab.playing)
  const speed = useLab((lab) => lab.speed)
  return (
    <div role="group" aria-label={t('Playback')} className="flex flex-none items-center gap-1">
      {!small && (
        <Button className="size-8 !px-0" aria-label={t('Step back')} title={t('Step back')} onClick={() => step(-1)}>
          <Icon name="back" size={14} />
        </Button>
      )}
      <Button
        look="primary"
        aria-label={t(playing ? 'Pause' : 'Play')}
        title={`${t(playing ? 'Pause' : 'Play')} (${t('space')})`}
        onClick={togglePlaying}
        className={`h-8 ${small ? '' : 'w-[84px] max-[900px]:w-8'}`}
      >
        <Icon name={playing ? 'pause' : 'play'} size={14} />
        {!small && (
          <span aria-hidden className="max-[900px]:hidden">
            {t(playing ? 'Pause' : 'Play')}
          </span>
        )}
      </Button>
      {!small && (
        <Button
          className="size-8 !px-0"
          aria-label={t('Step forward')}
          title={t('Step forward')}
          onClick={() => step(1)}
        >
          <Icon name="forth" size={14} />
        </Button>
      )}
      <select
        aria-label={t('Speed')}
        className="field h-8 font-medium"
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
  const t = usePage()
  const autoSlow = useLab((lab) => lab.autoSlow)
  const slowed = useLab((lab) => lab.slowed)
  return (
    <button
      type="button"
      aria-pressed={autoSlow}
      aria-label={t('Slow down at interesting instants')}
      title={t(slowed ? 'Slowed down: something interesting happens' : 'Slow down at interesting instants')}
      onClick={() => setAutoSlow(!autoSlow)}
      className={`grid size-8 place-items-center rounded-lg border ${
        autoSlow ? 'border-lead bg-leadbg text-lead' : 'border-line text-mute hover:bg-raised'
      } ${slowed ? 'ring-2 ring-lead' : ''}`}
    >
      <Icon name="slow" />
    </button>
  )
}
