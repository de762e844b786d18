import { Brand } from '../shared/Brand'
import { Doors } from '../shared/Doors'
import { Icon } from '../shared/Icon'
import { Menu } from '../shared/Menu'
import { ShareAddress } from '../shared/ShareAddress'
import { useThemeItems } from '../shared/theme-items'

export function DecideBar() {
  const items = useThemeItems()
  return (
    <header className="sticky top-0 z-30 flex min-h-12 items-center gap-x-3 border-b border-line bg-panel px-3">
      <Brand />
      <Doors here="Decide" />
      <div className="flex-1" />
      <ShareAddress title="Copy a link to what this page shows" saidClassName="max-[820px]:sr-only" />
      <Menu label="Theme" className="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </header>
  )
}
