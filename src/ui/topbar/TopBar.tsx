import { Doors } from '../shared/Doors'
import { NoticeBar } from '../shared/NoticeBar'
import { isEmbedded, usePhone } from '../shared/screen'
import { Clock } from './Clock'
import { MoreMenu } from './MoreMenu'
import { ScenarioButton } from './ScenarioButton'
import { ShareButton } from './ShareButton'
import { Transport } from './Transport'
import { usePage } from '../shared/use-page'

export function TopBar() {
  const t = usePage()
  const phone = usePhone()
  if (isEmbedded) {
    return (
      <header className="flex min-h-11 items-center gap-3 border-b border-line bg-panel px-3 [grid-area:top]">
        <Logo />
        <Transport small />
        <Clock />
        <div className="flex-1" />
        <a href={location.pathname + location.hash} target="_blank" rel="noreferrer" className="text-info underline">
          {t('Open the lab')}
        </a>
      </header>
    )
  }
  if (phone) {
    return (
      <header className="relative z-30 flex h-[52px] items-center gap-2 border-b border-line bg-panel pr-2 pl-4">
        <Logo phone />
        <ScenarioButton large />
        <ShareButton bare />
        <MoreMenu size="size-11" phone />
        <NoticeBar />
      </header>
    )
  }
  return (
    <header className="relative z-30 flex h-12 items-center gap-3 border-b border-line bg-panel pr-4 pl-3 [grid-area:top]">
      <Logo />
      {/* Where there is no room for them, they stand in the menu. */}
      <div className="max-[1199px]:hidden">
        <Doors here="Lab" />
      </div>
      <ScenarioButton />
      <div className="ml-auto" />
      <Transport small={false} />
      <Clock />
      <div className="relative min-w-0 flex-1 self-stretch">
        <NoticeBar />
      </div>
      <ShareButton />
      <MoreMenu />
    </header>
  )
}

function Logo({ phone = false }: { readonly phone?: boolean }) {
  return (
    <h1 className="flex flex-none items-center gap-2.5 text-sm font-semibold tracking-tight whitespace-nowrap">
      <i
        aria-hidden
        className={`inline-block rounded-[7px] ${phone ? 'size-7' : 'size-6'} bg-[conic-gradient(from_210deg,var(--lead),var(--info),var(--ok),var(--lead))]`}
      />
      <span className="max-[1199px]:sr-only">Failover Lab</span>
    </h1>
  )
}
