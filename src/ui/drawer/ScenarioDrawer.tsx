import { useLab } from '../../store'
import { Summary } from '../inspector/Summary'
import { ScenarioList } from '../scenario/ScenarioList'
import { useCramped } from '../shared/screen'
import { usePage } from '../shared/use-page'

/** The story that is told, and the others there are. */
export default function ScenarioDrawer() {
  const t = usePage()
  const title = useLab((lab) => lab.info?.title)
  const summary = useLab((lab) => lab.info?.summary)
  // The inspector says it where there is room for one.
  const cramped = useCramped()
  return (
    <>
      {cramped ? (
        <Summary />
      ) : (
        <>
          <p className="font-semibold">{t(title ?? '')}</p>
          <p className="mb-3 text-xs text-mute">{t(summary ?? '')}</p>
        </>
      )}
      <h3 className="heading">{t('Others')}</h3>
      <ScenarioList />
    </>
  )
}
