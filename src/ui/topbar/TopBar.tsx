import { configure, say, showTab, useLab } from '../../store'
import { Button } from '../shared/Button'
import { isEmbedded, useNarrow, usePhone } from '../shared/screen'
import { Clock } from './Clock'
import { ExportMenu } from './ExportMenu'
import { PanelButton } from './PanelButton'
import { ShareButton } from './ShareButton'
import { ThemeButton } from './ThemeButton'
import { Transport } from './Transport'

export function TopBar() {
  const narrow = useNarrow()
  const phone = usePhone()
  if (isEmbedded || phone) {
    return (
      <header className="col-span-3 flex min-h-11 items-center gap-3 border-b border-line bg-panel px-3">
        <Logo small={phone} />
        <Transport small />
        <Clock />
        <div className="flex-1" />
        {isEmbedded ? (
          <a href={location.pathname + location.hash} target="_blank" rel="noreferrer" className="text-info underline">
            Open the lab
          </a>
        ) : (
          <ThemeButton />
        )}
      </header>
    )
  }
  return (
    <header className="col-span-3 flex min-h-[52px] items-center gap-2.5 border-b border-line bg-panel px-4">
      {narrow && <PanelButton />}
      <Logo small={narrow} />
      {!narrow && <Choice what="scenario" />}
      {!narrow && <Choice what="profile" />}
      <div className="flex-1" />
      <Transport small={false} />
      <Clock />
      <div className="flex-1" />
      {!narrow && (
        <Button className="max-[1360px]:hidden" onClick={() => showTab('compare')}>
          Compare
        </Button>
      )}
      <ExportMenu />
      <ShareButton />
      <ThemeButton />
    </header>
  )
}

function Logo({ small }: { readonly small: boolean }) {
  return (
    <h1 className="flex items-center gap-2 text-[15px] font-[650] tracking-tight whitespace-nowrap">
      <i
        aria-hidden
        className="inline-block size-[18px] rounded-[5px] bg-[conic-gradient(var(--lead),var(--info),var(--ok),var(--lead))]"
      />
      <span className={small ? 'sr-only' : ''}>Failover Lab</span>
    </h1>
  )
}

/** The scenario, or the profile, as a list to choose from. */
function Choice({ what }: { readonly what: 'scenario' | 'profile' }) {
  const info = useLab((lab) => lab.info)
  if (!info) return null
  const options = what === 'scenario' ? info.scenarios : info.profiles
  const known = options.some(({ id }) => id === info[what])
  return (
    <select
      aria-label={what === 'scenario' ? 'Scenario' : 'Profile'}
      className="field min-w-28 max-w-40 font-medium"
      value={info[what]}
      onChange={async (event) => {
        const error = await configure({ [what]: event.target.value })
        if (error) say('alert', error)
      }}
    >
      {!known && <option value={info[what]}>{what === 'scenario' ? info.title : info.profile}</option>}
      {options.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  )
}
