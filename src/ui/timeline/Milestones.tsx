import { secondsText, showEntry, useLab, type MilestoneView } from '../../store'
import { byTime, milestoneTitle } from '../shared/words'
import { usePage } from '../shared/use-page'

/** Side by side: what the document says, what was simulated, what was recorded; and why they differ. */
export function Milestones() {
  const t = usePage()
  const milestones = useLab((lab) => lab.timeline?.milestones)
  if (!milestones || milestones.length === 0) return null
  return (
    <table className="w-full text-left text-xs">
      <thead className="text-mute">
        <tr>
          <th className="font-normal">{t('After the fault')}</th>
          <th className="pl-2 text-right font-normal">{t('document')}</th>
          <th className="pl-2 text-right font-normal">{t('simulated')}</th>
          <th className="pl-2 text-right font-normal">{t('recorded')}</th>
        </tr>
      </thead>
      <tbody>
        {byTime(milestones).map((milestone) => (
          <Row key={milestone.id} milestone={milestone} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ milestone }: { readonly milestone: MilestoneView }) {
  const t = usePage()
  const { id, at, afterFault, entry, setting, documentS, recordedS, why } = milestone
  const passed = useLab((lab) => lab.playhead >= at)
  const recorded = recordedS ? `${secondsText(recordedS.median)} (${round(recordedS.min)}–${round(recordedS.max)})` : ''
  return (
    <tr data-milestone={id} className={`border-t border-line align-top ${passed ? '' : 'text-mute'}`}>
      <th className="py-0.5 pr-1 font-medium">
        <button
          type="button"
          className="text-left hover:underline"
          onClick={() => showEntry(entry, at)}
          title={setting}
        >
          {milestoneTitle(id)}
        </button>
        {why && (
          <details className="font-normal text-mute">
            <summary className="text-[11px]">{t('why they differ')}</summary>
            {why}
          </details>
        )}
      </th>
      <td className="numbers py-0.5 text-right">{documentS === null ? '' : secondsText(documentS)}</td>
      <td className="numbers py-0.5 pl-2 text-right font-semibold">
        {afterFault === null ? '' : secondsText(afterFault / 1_000_000)}
      </td>
      <td className="numbers py-0.5 pl-2 text-right whitespace-nowrap">{recorded}</td>
    </tr>
  )
}

const round = (value: number): string => String(Number(value.toFixed(1)))
