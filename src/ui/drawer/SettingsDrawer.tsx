import { FlagEditor } from '../scenario/FlagEditor'

/** Every flag under its upstream name. */
export default function SettingsDrawer() {
  return <FlagEditor />
}
